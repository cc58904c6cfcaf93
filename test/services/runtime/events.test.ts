import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const FOLDER = resolve(import.meta.dirname, "../../../src/services/runtime/manager");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "decl-events-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs bash with a part of the manager, a pipe of its own, and one unit. */
function manager(name: string, script: string): string[] {
  const start = `set -f
declare -A deadline=() wakeup=() number=([a.service]=12)
ends= hard_end=
mkfifo ${name}; exec 3<>${name}
source "${FOLDER}/time.sh"
`;
  return execFileSync("bash", ["-c", start + script], { cwd: folder, encoding: "utf8" })
    .trim()
    .split("\n");
}

describe("the manager's pipe", () => {
  it("gives whole lines, though it is time for something else in the middle of them", () => {
    // The line comes in two parts, and while the second is awaited the time is over twice.
    const said = manager(
      "cut",
      `clock() { now=0; } # there are always 5 ms left
in_seconds a.service 0.005 something
printf 'ended a.ser' >&3
next_event || next_event || echo "time: $unread"
echo "vice 12 success 0" >&3
until next_event; do :; done
echo "\${event[*]}"`,
    );
    expect(said).toEqual(["time: ended a.ser", "ended a.service 12 success 0"]);
  });

  it("counts before what time brings, but not for ever", () => {
    const said = manager(
      "order",
      `echo "active a.service 12" >&3; echo "active a.service 12" >&3
clock() { now=5000000; }
clock; no_later_than $((now - 1000))
next_event && echo "\${event[0]}"
no_later_than $((now - 2000000))
next_event || echo time`,
    );
    expect(said).toEqual(["active", "time"]);
  });

  it("leaves out what an earlier start of a service says late", () => {
    const said = manager(
      "late",
      `on_active() { echo "active $*"; }
on_ended() { echo "ended $*"; }
event=(ended a.service 11 success 0); handle_event
event=(active a.service 12); handle_event
event=(ended a.service 12 signal 137); handle_event
unset "number[a.service]"
event=(ended a.service 12 signal 137); handle_event
event=(ended); handle_event
event=(no-such a.service 12); handle_event`,
    );
    expect(said).toEqual(["active a.service", "ended a.service signal 137"]);
  });
});

describe("moments", () => {
  it("are on a clock that nobody can set", () => {
    // Variables that bash keeps are ordinary ones once they are unset: whoever reads the wall clock finds 1970 in them.
    const said = manager(
      "clock",
      `unset EPOCHREALTIME EPOCHSECONDS SECONDS; EPOCHREALTIME=0.000000 EPOCHSECONDS=0 SECONDS=0
read -r before _ </proc/uptime
in_seconds a.service 1.5 something
read -r after _ </proc/uptime
((asked = deadline[a.service] - 1500000, asked >= 10#\${before/./} * 10000 && asked <= 10#\${after/./} * 10000)) && echo due
next_event || echo "\${wakeup[a.service]}"`,
    );
    expect(said).toEqual(["due", "something"]);
  });

  it("that were called off cost one look, and what is due next is not forgotten", () => {
    const said = manager(
      "off",
      `on_time() { never "$1"; echo "$1"; }
in_seconds a.service 0.01 something; in_seconds b.service 0.05 something; never a.service
until [[ -z \${wakeup[b.service]-} ]]; do next_event || pass_moments; done
echo "next:$next"`,
    );
    expect(said).toEqual(["b.service", "next:"]);
  });

  it("that one before has taken away do not come", () => {
    const said = manager(
      "moments",
      `on_time() { echo "$1"; unset "deadline[b.service]" "deadline[c.service]"; }
deadline=([b.service]=1 [c.service]=1)
pass_moments`,
    );
    expect(said).toHaveLength(1);
  });
});
