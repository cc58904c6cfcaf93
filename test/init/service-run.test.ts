import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { makePipe } from "./pipes.ts";
import { bash, isRoot, ServiceFolder, UNIT, WEB } from "./service.ts";

const field = (hex: string) => hex.padStart(16, "0");

describe("run", () => {
  it("is in the end the service's program: same process, same session, no file of ours, no signal blocked or ignored", async () => {
    const script =
      "echo $$; ls /proc/$$/fd; grep -E '^Sig(Blk|Ign)' /proc/self/status; pwd; umask; cut -d' ' -f6 /proc/$$/stat";
    const service = new ServiceFolder({ start: [bash(script)] });
    const { pid, ended } = service.start(["run", UNIT]);
    const { stdout } = await ended;
    const none = field("0");
    expect(stdout).toBe(`${pid}\n0\n1\n2\nSigBlk:\t${none}\nSigIgn:\t${none}\n/\n0022\n${pid}\n`);
    expect(service.file("running")?.trim()).toBe(String(pid));
    expect(service.lines()).toEqual([`running a.service ${pid} ${process.pid}`, `active a.service ${pid}`]);
  });

  it.runIf(isRoot)("goes on with a full disk", async () => {
    const service = new ServiceFolder({ start: [bash("echo up")] });
    const script = `mount -t tmpfs -o size=64k,nr_inodes=3 none '${service.state}/scan'; mkdir '${service.scan}'; cat /dev/zero >'${service.state}/scan/full' 2>/dev/null; exec -a run '${service.program}' ${UNIT}`;
    const { ended } = service.start(["run"], { wrapper: ["unshare", "-m", "bash", "-c", script] });
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([0, "up\n"]);
    expect(service.events()).toEqual(["active"]);
  });

  it("kills what a supervisor that was killed has left, also what left the session, and nothing else", async () => {
    const script = `setsid sleep 1001 & sleep 1002 & sleep 1003 &
      until [ "$(pgrep -fc '^sleep 100[123]$')" = 3 ]; do :; done; echo up; wait`;
    const service = new ServiceFolder({ start: [bash(script)] });
    const old = service.start(["run", UNIT]);
    await new Promise((done) => old.child.stdout.once("data", done));
    writeFileSync(join(service.state, "other"), "");
    const again = service.start(["run", UNIT]);
    expect((await old.ended).signal).toBe("SIGKILL");
    await new Promise((done) => again.child.stdout.once("data", done));
    const left = execFileSync("pgrep", ["-fc", "^sleep 100[123]$"], { encoding: "utf8" });
    expect(Number(left)).toBe(3);
    writeFileSync(join(service.scan, "stopping"), "");
    // One that stops is only ended.
    const last = service.start(["run", UNIT]);
    expect(await last.ended).toMatchObject({ code: 0, stdout: "" });
    expect((await again.ended).signal).toBe("SIGKILL");
    expect(service.lines().at(-1)).toBe(`running a.service ${last.pid} ${process.pid}`);
  });

  it("does not touch a process that has an old one's number", async () => {
    const service = new ServiceFolder({ start: [bash("echo up")] });
    const other = service.start(["init"], { wrapper: ["sh", "-c", "exec sleep 1004"] });
    writeFileSync(join(service.scan, "running"), `${other.pid}\n`);
    execFileSync("touch", ["-d", "1 hour ago", join(service.scan, "running")]);
    expect((await service.run()).stdout).toBe("up\n");
    expect(existsSync(`/proc/${other.pid}`)).toBe(true);
  });
});

describe("streams", () => {
  it("go to files as they are told, and errors where the output goes", async () => {
    const script = "cat; echo out; echo error >&2";
    const service = new ServiceFolder({});
    const file = (name: string) => join(service.folder, name);
    writeFileSync(file("in"), "in\n");
    for (const name of ["file", "append", "truncate"]) writeFileSync(file(name), "1234567890123456\n");
    const with_ = async (more: Partial<PlanService>) => {
      service.plan({ [UNIT]: { service: { start: [bash(script)], input: `file:${file("in")}`, ...more } } });
      const { stdout, stderr } = await service.run();
      return stdout + stderr;
    };
    expect(await with_({})).toBe("in\nout\nerror\n");
    expect(await with_({ output: `file:${file("file")}`, error: "output" })).toBe("");
    expect(await with_({ output: `append:${file("append")}`, error: "null" })).toBe("");
    expect(await with_({ output: "null", error: `truncate:${file("truncate")}` })).toBe("");
    const texts = ["file", "append", "truncate"].map((name) => readFileSync(file(name), "utf8"));
    expect(texts).toEqual(["in\nout\nerror\n456\n", "1234567890123456\nin\nout\n", "error\n"]);
    expect(await with_({ output: "null", error: "output" })).toBe("");
  });

  it("that cannot be opened are a failure with systemd's codes", async () => {
    const attempt = async (more: Partial<PlanService>) => {
      const { code, stderr } = await new ServiceFolder({ start: [bash("echo never")], ...more }).run();
      return [code, stderr];
    };
    expect(await attempt({ input: "file:/no/in" })).toEqual([
      208,
      "a.service: cannot open /no/in: No such file or directory\n",
    ]);
    expect(await attempt({ output: "file:/no/out" })).toEqual([
      209,
      "a.service: cannot open /no/out: No such file or directory\n",
    ]);
    expect(await attempt({ error: "append:/no/err" })).toEqual([
      222,
      "a.service: cannot open /no/err: No such file or directory\n",
    ]);
    expect(await attempt({ workingDirectory: "/no/dir" })).toEqual([
      200,
      "a.service: cannot enter /no/dir: No such file or directory\n",
    ]);
  });

  it("of a service with a prefix are the logger's pipe, and its end is told to the logger", async () => {
    const service = new ServiceFolder({ start: [bash("echo out; echo error >&2; printf last")], logPrefix: "a" });
    for (const name of [UNIT, ".control"]) makePipe(join(service.state, "log", name));
    const readers = [UNIT, ".control"].map((name) =>
      service.start(["cat"], { wrapper: ["sh", "-c", `exec cat <>'${service.state}/log/${name}'`] }),
    );
    const { ran, finished } = await service.runAndFinish();
    expect([ran.stdout, ran.stderr, finished.code]).toEqual(["", "", 0]);
    await new Promise((done) => setTimeout(done, 50));
    for (const { child } of readers) child.kill();
    const texts = await Promise.all(readers.map(async ({ ended }) => (await ended).stdout));
    expect(texts).toEqual(["out\nerror\nlast", "flush a.service\n"]);
  });
});

describe("the logger of a declaration", () => {
  const asLogger = (service: ServiceFolder) => {
    mkdirSync(join(service.scan, "log"), { recursive: true });
    const script = `cd '${service.scan}/log'; printf 'one\\ntwo' | exec -a ./run '${service.program}' ${UNIT}/log`;
    return service.start(["run"], { wrapper: ["bash", "-c", `set -o pipefail; ${script}`] }).ended;
  };

  it("reads the output as the service's user, with its PATH, and ends with it, not by SIGTERM", async () => {
    const logger = bash("grep -E '^SigIgn' /proc/self/status; id -u; echo $PATH; sed 's/^/logged: /'");
    const service = new ServiceFolder({
      logger,
      path: ["/own"],
      limits: { NOFILE: [3, 3] },
      ...(isRoot ? { user: WEB } : {}),
    });
    const { stdout, stderr, code } = await asLogger(service);
    const id = isRoot ? 990 : process.getuid?.();
    expect([code, stderr, stdout]).toEqual([
      0,
      "",
      `SigIgn:\t${field("4000")}\n${id}\n/own:/usr/bin:/bin\nlogged: one\nlogged: two`,
    ]);
    expect(service.events()).toEqual([]);
  });

  it("that cannot be started is said once, and told each time", async () => {
    const service = new ServiceFolder({ logger: { run: ["/bin/nosuch"] } });
    const first = await asLogger(service);
    const second = await asLogger(service);
    expect([first.code, first.stderr, second.code, second.stderr]).toEqual([
      203,
      "a.service: there is no program /bin/nosuch\n",
      203,
      "",
    ]);
    await service.heard("logger-failed");
    expect(service.lines()).toEqual(["logger-failed a.service 203", "logger-failed a.service 203"]);
  });

  it("also reads what ExecReload and ExecStop write", async () => {
    const service = new ServiceFolder({});
    const tell = (word: string) => [bash(`echo ${word}; echo ${word} badly >&2`)];
    const logger = { run: ["/bin/cat"] };
    service.plan({ [UNIT]: { service: { logger, start: tell("start"), reload: tell("reload"), stop: tell("stop") } } });
    makePipe(join(service.state, "go"));
    // What stands for the supervisor goes on, with the logger's pipe as its output.
    const supervisor = service.start(["x"], {
      wrapper: [
        "bash",
        "-c",
        `exec > >(cat); setsid bash -c 'exec -a run "$0" ${UNIT}' "$0"; read -r <>'${service.state}/go'`,
      ],
    });
    await service.heard("active");
    const others = [await service.beside(["reload", UNIT, "1"]), await service.beside(["stop", UNIT, "1", "active"])];
    writeFileSync(join(service.state, "go"), "\n");
    const lines = (await supervisor.ended).stdout.trimEnd().split("\n");
    // It is active as soon as it has been started, and may then still be writing.
    expect(lines.filter((line) => line.startsWith("start"))).toEqual(["start", "start badly"]);
    const commands = lines.filter((line) => !line.startsWith("start"));
    expect(commands).toEqual(["reload", "reload badly", "stop", "stop badly"]);
    expect(others.map(({ stdout, stderr }) => stdout + stderr)).toEqual(["", ""]);
  });
});
