import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { bash, ServiceFolder, UNIT } from "./service.ts";

/** Words that a command gets, in brackets. */
const show = (...words: string[]): PlanService["start"] => [{ run: ["printf", "[%%s]", ...words] }];

async function wordsOf(words: string[], environment: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await new ServiceFolder({ type: "oneshot", start: show(...words), environment }).run();
  return stdout + stderr;
}

describe("a command's words", () => {
  it("have variables in braces as they are, and alone as many words as the value has", async () => {
    const environment = { ONE: "'one'", TWO: "'two two' too", THREE: "" };
    expect(await wordsOf(["${ONE}", "${TWO}", "${THREE}"], environment)).toBe("['one']['two two' too][]");
    expect(await wordsOf(["$ONE", "$TWO", "$THREE", "$UNSET", "${UNSET}"], environment)).toBe("[one][two two][too][]");
    expect(await wordsOf(["$$ONE", "a$ONE", "x${ONE}y${TWO}", "$", "${", "${1}", "$ONE$TWO"], environment)).toBe(
      "[$ONE][a$ONE][x'one'y'two two' too][$][${][${1}][$ONE$TWO]",
    );
  });

  it("are split at white space, but not in quotes or behind a backslash", async () => {
    const value = `a\t b  "c d" 'e "f' "g"h '' i\\ j "k\\"l"\n\\`;
    expect(await wordsOf(["$A"], { A: value })).toBe(`[a][b][c d][e "f][gh][][i j][k"l][]`);
  });

  it("have specifiers that only the container knows, and percent signs", async () => {
    const kernel = execFileSync("uname", ["-r"], { encoding: "utf8" }).trim();
    expect(await wordsOf(["%H", "%v %%H", "%%", "50%", "%?", "${A}"], { A: "%l%%" })).toBe(
      `[${hostname()}][${kernel} %H][%][50%][%?][${hostname().split(".")[0]}%]`,
    );
  });

  it("are never read by a shell, whatever is in a value", async () => {
    const value = "$(touch /tmp/owned) `id` a[$(id)] ${ONE} $ONE %H";
    expect(await wordsOf(["${A}"], { ONE: "1" })).toBe("[]");
    const service = new ServiceFolder(
      { type: "oneshot", start: show("${A}") },
      { environment: { PATH: "/bin:/usr/bin", A: value } },
    );
    expect((await service.run()).stdout).toBe(`[${value}]`);
  });

  it("name a program that is looked for in the service's PATH; @ tells it another name", async () => {
    const service = new ServiceFolder({ type: "oneshot", start: [], path: ["/no/such"] });
    mkdirSync(join(service.folder, "bin"));
    writeFileSync(join(service.folder, "bin/hello"), "#!/bin/sh\necho own hello $1\n");
    chmodSync(join(service.folder, "bin/hello"), 0o755);
    const type = "oneshot";
    const start = [
      { run: ["hello", "you"] },
      { run: ["bash", "-c", "tr '\\0' ' ' </proc/$$$$/cmdline"], calledAs: "other %%" },
    ];
    service.plan({ [UNIT]: { service: { type, start, path: ["/no/such", join(service.folder, "bin")] } } });
    expect((await service.run()).stdout).toBe("own hello you\nother % -c tr '\\0' ' ' </proc/$$/cmdline ");
  });
});

describe("a program that cannot be started", () => {
  const attempt = async (program: string, type: PlanService["type"], more: object = {}) => {
    const service = new ServiceFolder({ ...(type && { type }), start: [{ run: [program], ...more }] });
    writeFileSync(join(service.folder, "text"), "echo no program\n");
    writeFileSync(join(service.folder, "no-interpreter"), "#!/no/such/shell\n");
    writeFileSync(join(service.folder, "no-script"), "echo no first line\n");
    chmodSync(join(service.folder, "no-interpreter"), 0o755);
    chmodSync(join(service.folder, "no-script"), 0o755);
    service.plan({
      [UNIT]: {
        service: { ...(type && { type }), start: [{ run: [program.replace("FOLDER", service.folder)], ...more }] },
      },
    });
    const { ran } = await service.runAndFinish();
    return [ran.code, ran.stderr.replaceAll(service.folder, "FOLDER"), ...service.events().slice(-1)];
  };

  it.each([undefined, "exec", "oneshot"] as const)(
    "is said with its name and why, and the code is 203 (%s)",
    async (type) => {
      expect(await attempt("no-such", type)).toEqual([
        203,
        "a.service: there is no program no-such\n",
        "ended exit-code 203",
      ]);
      expect(await attempt("/no/such", type)).toEqual([
        203,
        "a.service: there is no program /no/such\n",
        "ended exit-code 203",
      ]);
      expect((await attempt("FOLDER/text", type))[1]).toBe("a.service: FOLDER/text cannot be run: Permission denied\n");
      expect((await attempt("FOLDER/no-interpreter", type))[1]).toBe(
        "a.service: FOLDER/no-interpreter cannot be run: its interpreter is not there\n",
      );
      expect((await attempt("FOLDER/no-script", type))[1]).toBe(
        "a.service: FOLDER/no-script cannot be run: Exec format error\n",
      );
    },
  );

  it("is not active, also where the type only counts its start", async () => {
    const service = new ServiceFolder({ start: [{ run: ["/no/such"] }] });
    await service.runAndFinish();
    expect(service.events()).toEqual(["finishing", "ended exit-code 203"]);
    const exec = new ServiceFolder({ type: "exec", start: [{ run: ["/bin/false"] }] });
    await exec.runAndFinish();
    expect(exec.events().filter((event, index, all) => all.indexOf(event) === index)).toEqual([
      "active",
      "finishing",
      "ended exit-code 1",
    ]);
  });

  it("is no failure behind the prefix -", async () => {
    expect((await attempt("/no/such", undefined, { ignoreFailure: true })).at(-1)).toBe("ended success 203");
    expect(await attempt("/no/such", "oneshot", { ignoreFailure: true })).toEqual([
      0,
      "a.service: there is no program /no/such\na.service: a command ended with 203, which its prefix - says to ignore\n",
      "ended success 0",
    ]);
  });
});

describe("commands before, beside and after", () => {
  it("run in order, and the first that fails ends it", async () => {
    const say = (word: string) => bash(`echo ${word}`);
    const service = new ServiceFolder({
      type: "oneshot",
      condition: [say("condition")],
      startPre: [bash("exit 3", { ignoreFailure: true }), say("pre")],
      start: [say("one"), say("two"), bash("kill -USR1 $$"), say("never")],
      startPost: [say("never")],
      stopPost: [bash('echo post $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS $([ -n "$INVOCATION_ID" ] && echo id)')],
    });
    const { ran, finished } = await service.runAndFinish();
    expect([ran.signal, ran.stdout, ran.stderr]).toEqual([
      "SIGUSR1",
      "condition\npre\none\ntwo\n",
      "a.service: a command ended with 3, which its prefix - says to ignore\n",
    ]);
    expect(finished.stdout).toBe("post signal killed USR1 id\n");
    expect(service.events()).toEqual(["finishing", "ended signal 138"]);
  });

  it("ExecCondition skips with 1 to 254, and fails with 255 or a signal", async () => {
    const skipped = async (script: string) => {
      const service = new ServiceFolder({
        condition: [bash(script)],
        start: [bash("echo never")],
        stopPost: [bash("echo post")],
      });
      const { ran, finished } = await service.runAndFinish();
      expect(ran.stdout).toBe("");
      return [finished.stdout, service.events().at(-1)];
    };
    expect(await skipped("exit 1")).toEqual(["", "ended condition 0"]);
    expect(await skipped("exit 254")).toEqual(["", "ended condition 0"]);
    expect(await skipped("exit 255")).toEqual(["post\n", "ended exit-code 255"]);
    expect(await skipped("kill -KILL $$")).toEqual(["post\n", "ended signal 137"]);
  });

  it("ExecStartPost is beside the service, with its number, and what it ends with is told", async () => {
    const well = new ServiceFolder({ start: [bash("echo $$; exec sleep 0.3")], startPost: [bash("echo $MAINPID")] });
    const { pid, ended } = well.start(["run", UNIT]);
    expect(await well.heard("active")).toEqual(["active"]);
    expect((await ended).stdout).toBe(`${pid}\n${pid}\n`);
    const badly = new ServiceFolder({ start: [bash("exec sleep 0.3")], startPost: [bash("exit 4")] });
    const ending = badly.run();
    expect(await badly.heard("post-failed")).toEqual(["post-failed"]);
    await ending;
  });

  it("ExecStop has a time for each command, and ends with 124", async () => {
    const stop = [
      bash("trap 'echo term; exit 1' TERM; sleep 100 & wait", { ignoreFailure: true }),
      bash("echo second"),
    ];
    const service = new ServiceFolder({ start: [], stop, stopSeconds: 0.3 });
    const { stdout, stderr } = await service.beside(["stop", UNIT, "1", "active"], { MAINPID: "123" });
    expect([stdout, stderr]).toEqual([
      "term\nsecond\n",
      "a.service: a command ended with 124, which its prefix - says to ignore\n",
    ]);
    expect(service.events()).toEqual(["stop-done"]);
  });

  it("ExecReload has $MAINPID, and its code is told; notify-reload sends its signal first", async () => {
    const service = new ServiceFolder({ start: [], reload: [bash("echo $MAINPID"), bash("exit 6")] });
    expect((await service.beside(["reload", UNIT, "1"], { MAINPID: "123" })).stdout).toBe("123\n");
    expect(service.events()).toEqual(["reloaded 6"]);
    const notify = new ServiceFolder({
      type: "notify-reload",
      reloadSignal: "USR1",
      start: [bash("trap 'echo usr1; exit' USR1; echo up; while :; do sleep 0.01; done")],
    });
    const running = notify.start(["run", UNIT]);
    await new Promise((done) => running.child.stdout.once("data", done));
    await notify.beside(["reload", UNIT, String(running.pid)], { MAINPID: String(running.pid) });
    expect((await running.ended).stdout).toBe("up\nusr1\n");
    expect(notify.events()).toEqual(["reloaded 0"]);
  });
});
