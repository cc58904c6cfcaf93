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
    // Each line comes in two parts, and while the second is awaited the time is over several times.
    const [lines, wereCut] = manager(
      "cut",
      `(for n in {1..20}; do printf 'ended a.ser' >&3; sleep 0.03; echo "vice 12 success $n" >&3; done) &
seen=0 cut=0
while ((seen < 20)); do
  deadline[a.service]=$((\${EPOCHREALTIME/./} + 5000))
  if ! next_event; then [[ -z $unread ]] || ((++cut))
  elif [[ "\${event[*]}" = "ended a.service 12 success $((seen + 1))" ]]; then ((++seen))
  else echo "wrong: \${event[*]}"; break; fi
done
echo $seen; ((cut >= 20)) && echo cut`,
    );
    expect([lines, wereCut]).toEqual(["20", "cut"]);
  });

  it("counts before what time brings, but not for ever", () => {
    const said = manager(
      "order",
      `echo "active a.service 12" >&3; echo "active a.service 12" >&3
deadline[a.service]=$((\${EPOCHREALTIME/./} - 1000))
next_event && echo "\${event[0]}"
deadline[a.service]=$((\${EPOCHREALTIME/./} - 2000000))
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
