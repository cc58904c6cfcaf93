import {
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { makePipe } from "./pipes.ts";
import { initFolder, run, start } from "./program.ts";

const uid = process.getuid?.() ?? 0;
const service = (more: Partial<PlanService> = {}) => ({ service: { start: [], ...more } });

/** An init whose s6-svscan is this script. */
const withSupervisor = (script: string, units = {}) =>
  initFolder(
    { units },
    { "s6/s6-svscan": `#!/bin/sh\n${script}\n`, "scan/.s6-svscan/SIGTERM": "", "scan/a/run": "#!" },
  );

describe("init STATE-FOLDER", () => {
  it("says how it is used", async () => {
    const folder = initFolder({});
    const usage = { code: 100, stdout: "", stderr: "usage: init STATE-FOLDER [COMMAND [ARGUMENT]...]\n" };
    expect(await run([`${folder}/init`])).toEqual(usage);
    expect(await run([`${folder}/init`, "--help"])).toEqual(usage);
  });

  it("refuses a folder that it cannot write, below /run with the way to have one", async () => {
    const folder = initFolder({});
    expect(await run([`${folder}/init`, "/proc/state/"])).toMatchObject({
      code: 111,
      stderr: `init: /proc/state cannot be written by user ${uid}\n`,
    });
    const option = uid === 0 ? "--tmpfs /run" : "--tmpfs /run:mode=1777";
    expect(await run([`${folder}/init`, "/run/../proc/state"])).toMatchObject({
      code: 111,
      stderr: `init: /run/../proc/state cannot be written by user ${uid}: start the container with ${option}\n`,
    });
  });

  it("refuses a folder of somebody's", async () => {
    const folder = withSupervisor("");
    mkdirSync(join(folder, "state/scan"), { recursive: true });
    writeFileSync(join(folder, "state/scan/mine"), "");
    expect(await run([`${folder}/init`, `${folder}/state`])).toMatchObject({
      code: 111,
      stderr: `init: ${folder}/state has files that are not of an init: name an empty folder\n`,
    });
    expect(existsSync(join(folder, "state/scan/mine"))).toBe(true);
  });

  it("refuses a folder whose services run", async () => {
    const folder = withSupervisor("");
    const state = join(folder, "state");
    mkdirSync(join(state, "scan/.s6-svscan"), { recursive: true });
    for (const name of ["events", "scan/.s6-svscan/control"]) makePipe(join(state, name));
    const { O_RDONLY, O_NONBLOCK } = constants;
    openSync(join(state, "scan/.s6-svscan/control"), O_RDONLY | O_NONBLOCK);
    expect(await run([`${folder}/init`, state])).toMatchObject({
      code: 111,
      stderr: `init: services run already with ${state}\n`,
    });
  });

  it("says that the plan or s6 is missing", async () => {
    const folder = initFolder({});
    expect(await run([`${folder}/init`, `${folder}/state`])).toMatchObject({
      code: 111,
      stderr: `init: ${folder}/s6/s6-svscan cannot be run: No such file or directory\n`,
    });
    writeFileSync(join(folder, "plan.json"), "{");
    expect(await run([`${folder}/init`, `${folder}/state`])).toMatchObject({
      code: 111,
      stderr: `init: ${folder}/plan.json is no plan\n`,
    });
  });

  it("removes what the run before has left, and never what links in it lead to", async () => {
    const folder = withSupervisor("exit 0");
    const state = join(folder, "state");
    mkdirSync(join(folder, "other"));
    writeFileSync(join(folder, "other/file"), "");
    expect((await run([`${folder}/init`, state])).code).toBe(0);
    writeFileSync(join(state, "ended"), "");
    writeFileSync(join(state, "units/a.service"), "");
    symlinkSync(join(folder, "other"), join(state, "timers/a"));
    symlinkSync(join(folder, "other"), join(state, "control"));
    expect((await run([`${folder}/init`, state])).code).toBe(0);
    expect(readdirSync(join(folder, "other"))).toEqual(["file"]);
    expect(readdirSync(state).filter((name) => name !== "first-boot")).toEqual([
      "boot-time",
      "command",
      "environment",
      "events",
      "exit-code",
      "limit-nofile",
      "log",
      "notify",
      "scan",
      "timers",
      "units",
    ]);
    expect([...readdirSync(join(state, "units")), ...readdirSync(join(state, "timers"))]).toEqual([]);
  });

  it("writes the container's environment to the byte for itself alone, and s6's folders as links", async () => {
    const folder = withSupervisor("exit 0");
    const state = join(folder, "state");
    await run([`${folder}/init`, state], { A: "b\nc", EMPTY: "" });
    expect(readFileSync(join(state, "environment"), "latin1")).toBe("A=b\nc\0EMPTY=\0");
    const mode = (name: string) => (statSync(join(state, name)).mode & 0o777).toString(8);
    expect(["environment", "events", "command", "log/.control", "log/.done"].map(mode)).toEqual(Array(5).fill("600"));
    expect(readFileSync(join(state, "exit-code"), "utf8")).toBe("000\n");
    expect(readFileSync(join(state, "boot-time"), "utf8")).toMatch(/^\d+\.\d{6}\n$/);
    expect(readFileSync(join(state, "limit-nofile"), "utf8")).toMatch(/^\d+ \d+\n$/);
    expect(readFileSync(join(state, "scan/a/run"), "utf8")).toBe("#!");
    expect(readdirSync(join(state, "scan/.s6-svscan"))).toEqual(["SIGTERM"]);
  });

  it("tells s6 where it is and how many there are, and gives all below it the pipes and sockets", async () => {
    const folder = withSupervisor(
      "echo $* $PATH $DECL_STATE $DECL_COMMAND $A $(/usr/bin/readlink /proc/$$/fd/0)\nfor i in 3 4 5 6 7 8; do /usr/bin/readlink /proc/$$/fd/$i; done",
      {
        "plain.service": service(),
        "a.service": service({ logPrefix: "a", type: "notify" }),
        "some.target": {},
        "b.service": service({ logPrefix: "b" }),
        "own.service": service({ logPrefix: "own", logger: { run: ["/bin/cat"] } }),
      },
    );
    const state = join(folder, "state");
    const { stdout } = await run([`${folder}/init`, state], { A: "a", PATH: "/usr/bin:/bin", DECL_STATE: "old" });
    const [words, ...files] = stdout.trimEnd().split("\n");
    expect(words).toBe(`-C 20 scan ${folder}/s6:/usr/bin:/bin ${state} 0 a /dev/null`);
    expect(files).toEqual([
      `${state}/events`,
      `${state}/log/.control`,
      expect.stringMatching(/^socket:/),
      `${state}/log/a.service`,
      `${state}/log/b.service`,
    ]);
    expect(statSync(join(state, "notify/a.service")).mode & 0o777).toBe(0o600);
  });

  it("has sockets though names and folders are long", async () => {
    const name = `${"n".repeat(150)}.service`;
    const folder = withSupervisor("exit 0", { [name]: service({ type: "notify" }) });
    expect(await run([`${folder}/init`, `${folder}/state`])).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(join(folder, "state/notify"))).toEqual([expect.stringMatching(/^n+-[0-9a-f]{8}$/)]);
  });

  it("passes signals on to the manager, and ends as the supervisor does", async () => {
    const folder = withSupervisor("echo up; read line <&3; echo $line; exit 5");
    for (const signal of ["SIGTERM", "SIGINT", "SIGQUIT"] as const) {
      const init = start([`${folder}/init`, `${folder}/state`]);
      await init.wrote("up\n");
      init.process.kill("SIGHUP");
      init.process.kill(signal);
      expect(await init.ended).toEqual({ code: 5, stdout: "up\nshutdown 0\n", stderr: "" });
    }
  });
});

describe("what s6 runs", () => {
  it("its signals ask for an ordered stop, or do nothing", async () => {
    const folder = withSupervisor(
      "cd ../hooks; for signal in SIGHUP SIGUSR1 SIGTERM; do .s6-svscan/$signal || echo failed; done; read line <&3; echo $line",
    );
    mkdirSync(join(folder, "hooks/.s6-svscan"), { recursive: true });
    for (const signal of ["SIGHUP", "SIGUSR1", "SIGTERM"])
      symlinkSync(join(folder, "init"), join(folder, "hooks/.s6-svscan", signal));
    expect(await run([`${folder}/init`, `${folder}/state`])).toEqual({ code: 0, stdout: "shutdown 0\n", stderr: "" });
  });

  it("the supervisor's end is the exit code that the manager has written", async () => {
    const folder = initFolder({}, { "state/exit-code": "017\n" });
    mkdirSync(join(folder, ".s6-svscan"));
    symlinkSync(join(folder, "init"), join(folder, ".s6-svscan/finish"));
    const environment = { DECL_STATE: `${folder}/state` };
    const end = async () => (await start([".s6-svscan/finish"], { environment, cwd: folder }).ended).code;
    expect(await end()).toBe(17);
    writeFileSync(join(folder, "state/exit-code"), "x");
    expect(await end()).toBe(1);
  });

  it("a manager that has done its last act is not started again", async () => {
    const folder = initFolder({}, { "state/events": "" });
    symlinkSync(join(folder, "init"), join(folder, "finish"));
    const finish = () => run([`${folder}/finish`, "0", "0", "manager", "1"], { DECL_STATE: `${folder}/state` });
    expect((await finish()).code).toBe(0);
    writeFileSync(join(folder, "state/ended"), "");
    expect((await finish()).code).toBe(125);
  });
});
