import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService, PlanUser } from "../../src/services/plan-file.ts";
import { bash, ServiceFolder, UNIT } from "./service.ts";

const isRoot = process.getuid?.() === 0;
const WEB: PlanUser = { name: "web", uid: 990, gid: 991, groups: [991, 500], home: "/var/lib/web", shell: "/bin/bash" };
/** As a container's root that has none of these. */
const without = (...names: string[]) => ["setpriv", "--bounding-set", names.map((name) => `-${name}`).join(",")];
const status = (service: Partial<PlanService>, ...names: string[]) =>
  new ServiceFolder({
    type: "oneshot",
    start: [{ run: ["grep", "-E", `^(${names.join("|")}):`, "/proc/self/status"] }],
    ...service,
  });
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

  it("goes on with a full disk", async () => {
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
    execFileSync("mkfifo", [join(service.state, "log", UNIT), join(service.state, "log/.control")]);
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

describe.runIf(isRoot)("privileges", () => {
  it("a user has its own groups, and without a user nothing changes", async () => {
    const { stdout } = await status({ user: WEB }, "Uid", "Gid", "Groups").run();
    expect(stdout).toBe("Uid:\t990\t990\t990\t990\nGid:\t991\t991\t991\t991\nGroups:\t500 991 \n");
    const same = status({}, "Uid", "Gid");
    const { stdout: own } = await same.start(["run"], {
      wrapper: [
        "setpriv",
        "--reuid",
        "1234",
        "--regid",
        "1234",
        "--clear-groups",
        "bash",
        "-c",
        `exec -a run '${same.program}' ${UNIT}`,
      ],
    }).ended;
    expect(own).toBe("");
  });

  it("+ and ! are for root", async () => {
    const service = new ServiceFolder({
      type: "oneshot",
      user: WEB,
      startPre: [bash("id -u", { asRoot: true }), bash("id -u")],
      start: [bash("id -u", { asRoot: true })],
    });
    expect((await service.run()).stdout).toBe("0\n990\n0\n");
  });

  it("capabilities: ambient ones, a bounding set, and no new privileges", async () => {
    const names = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs"];
    const ambient = {
      user: WEB,
      ambientCapabilities: ["NET_BIND_SERVICE", "SYS_TIME"],
      boundingCapabilities: { keep: ["NET_BIND_SERVICE", "CHOWN", "SYS_TIME"] },
      noNewPrivileges: true,
    } as const;
    const { stdout } = await status(ambient, ...names).run({
      wrapper: [...without("sys_time"), "bash", "-c", 'exec -a run "$0" "$@"'],
    });
    const [net, both] = [field("400"), field("401")];
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      `CapInh:\t${net}`,
      `CapPrm:\t${net}`,
      `CapEff:\t${net}`,
      `CapBnd:\t${both}`,
      `CapAmb:\t${net}`,
      "NoNewPrivs:\t1",
    ]);
    expect((await status({ boundingCapabilities: { keep: [] } }, "CapBnd").run()).stdout).toBe(
      `CapBnd:\t${field("0")}\n`,
    );
    const [all = ""] = /[0-9a-f]{16}/.exec((await status({}, "CapBnd").run()).stdout) ?? [];
    const rest = BigInt(`0x${all}`) & ~0x41n;
    expect((await status({ boundingCapabilities: { drop: ["CHOWN", "SETGID"] } }, "CapBnd").run()).stdout).toBe(
      `CapBnd:\t${field(rest.toString(16))}\n`,
    );
  });

  it("a container that lacks a capability is told which, once and not at each start", async () => {
    const wrapped = (...names: string[]) => ({
      wrapper: [...without(...names), "bash", "-c", 'exec -a run "$0" "$@"'],
    });
    const service = status({ user: WEB }, "Uid");
    const said = async (names: string[]) => {
      const { code, stderr } = await service.run(wrapped(...names));
      return [code, stderr];
    };
    const text = "a.service: cannot become user web (990): the container lacks the capability";
    expect(await said(["all"])).toEqual([217, `${text} CAP_SETUID (and CAP_SETGID)\n`]);
    expect(await said(["all"])).toEqual([217, ""]);
    expect(await said(["setgid"])).toEqual([217, `${text} CAP_SETGID\n`]);
    expect(await said(["setuid"])).toEqual([217, `${text} CAP_SETUID\n`]);
    expect(await said(["net_raw"])).toEqual([0, ""]);
    expect(await said(["setuid"])).toEqual([217, `${text} CAP_SETUID\n`]);
    expect((await status({ boundingCapabilities: { drop: ["CHOWN"] } }, "CapBnd").run(wrapped("setpcap"))).code).toBe(
      218,
    );
    expect((await status({ rootDirectory: "/tmp" }, "CapBnd").run(wrapped("sys_chroot"))).code).toBe(210);
  });

  it("limits, niceness, umask and the oom score are the service's and its commands'", async () => {
    const script = bash("ulimit -Sn; ulimit -Hn; ulimit -f; nice; cat /proc/self/oom_score_adj; umask");
    const limits = { NOFILE: [300, 400], FSIZE: [1024, 2048] } as const;
    const service = new ServiceFolder({
      startPre: [script],
      start: [script],
      limits,
      nice: 5,
      oomScoreAdjust: 500,
      umask: "0077",
    });
    const { stdout, stderr } = await service.run();
    expect([stdout, stderr]).toEqual(["300\n400\n1\n5\n500\n0077\n".repeat(2), ""]);
    const refused = new ServiceFolder({
      start: [bash("ulimit -Sn; ulimit -Hn")],
      startPre: [bash(":")],
      limits: { NOFILE: [300, 4000] },
    });
    const wrapper = ["prlimit", "--nofile=200:400", ...without("sys_resource"), "bash", "-c", 'exec -a run "$0" "$@"'];
    const ran = await refused.run({ wrapper });
    expect([ran.stdout, ran.stderr]).toEqual([
      "300\n400\n",
      "a.service: a hard limit (ulimit -n) of 4000 is not allowed in this container\n",
    ]);
  });
});

describe("Type", () => {
  it("notify has no word of its own, and ExecStartPost waits until the manager says that it is ready", async () => {
    const service = new ServiceFolder({
      type: "notify",
      start: [bash("echo up; exec sleep 100")],
      startPost: [bash("echo post $MAINPID")],
    });
    const { pid, child, ended } = service.start(["run", UNIT]);
    await new Promise((done) => child.stdout.once("data", done));
    expect(service.events()).toEqual([]);
    writeFileSync(join(service.scan, "ready"), "");
    expect(await service.heard("active")).toEqual(["active"]);
    child.kill();
    expect((await ended).stdout).toBe(`up\npost ${pid}\n`);
  });

  it("idle is active, and waits for the manager's answer", async () => {
    const service = new ServiceFolder({ type: "idle", start: [bash("echo idle")], startPost: [bash("echo post")] });
    const { ended } = service.start(["run", UNIT]);
    expect((await service.heard("idle")).toSorted()).toEqual(expect.arrayContaining(["idle"]));
    await service.heard("active");
    writeFileSync(join(service.scan, "idle"), "go\n");
    expect((await ended).stdout).toBe("post\nidle\n");
  });

  it("forking waits for the process in PIDFile, and fails when that ends", async () => {
    const service = new ServiceFolder({});
    const pidFile = join(service.folder, "pid");
    const start = [bash(`setsid bash -c 'echo $$ >${pidFile}; exec sleep 100' & sleep 0.05`)];
    service.plan({ [UNIT]: { service: { type: "forking", pidFile, start, startPost: [bash("echo post $MAINPID")] } } });
    const { ended } = service.start(["run", UNIT]);
    await service.heard("active");
    const main = Number(readFileSync(pidFile, "utf8"));
    expect(service.lines()[1]).toMatch(new RegExp(`^main a.service \\d+ ${main}$`));
    process.kill(main);
    const { code, stdout, stderr } = await ended;
    expect([code, stdout, stderr]).toEqual([
      1,
      `post ${main}\n`,
      `a.service: process ${main}, which had gone to the background, has ended\n`,
    ]);
  });

  it("forking without PIDFile finds the process by its session or its INVOCATION_ID", async () => {
    for (const how of ["", "setsid"]) {
      const service = new ServiceFolder({
        type: "forking",
        start: [bash(`${how} sleep 100 >/dev/null 2>&1 & sleep 0.05`)],
        ...(isRoot ? { user: { ...WEB, groups: [] } } : {}),
      });
      const { ended } = service.start(["run", UNIT]);
      await service.heard("active");
      const main = Number(service.lines()[1]?.split(" ").at(-1));
      expect(readFileSync(`/proc/${main}/cmdline`, "utf8")).toBe("sleep\x00100\x00");
      process.kill(main);
      expect((await ended).code).toBe(1);
    }
    const none = new ServiceFolder({ type: "forking", start: [bash(":")] });
    expect((await none.run()).code).toBe(0);
  });

  it.runIf(isRoot)(
    "forking does not take a process of another user from a PIDFile that the service can write",
    async () => {
      const service = new ServiceFolder({});
      const pidFile = join(service.folder, "pid");
      const victim = service.start(["init"], { wrapper: ["bash", "-c", "exec sleep 100"] });
      writeFileSync(pidFile, `${victim.pid}\n`, { mode: 0o666 });
      const start = [bash(`sleep 100 >/dev/null 2>&1 & (sleep 0.3; echo $! >${pidFile}) >/dev/null 2>&1 &`)];
      service.plan({ [UNIT]: { service: { type: "forking", pidFile, user: { ...WEB, groups: [] }, start } } });
      execFileSync("chmod", ["755", service.folder]);
      execFileSync("chmod", ["666", pidFile]);
      service.start(["run", UNIT]);
      await service.heard("main");
      expect(service.lines()[1]).not.toContain(` ${victim.pid}`);
      process.kill(Number(service.lines()[1]?.split(" ").at(-1)));
      victim.child.kill();
    },
  );
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
});

describe.runIf(isRoot)("a container", () => {
  it("that runs as another user runs services of that user and without one, and no others", async () => {
    const attempt = async (more: Partial<PlanService>) => {
      const service = new ServiceFolder({ type: "oneshot", start: [bash("id -u; id -g")], ...more });
      execFileSync("chown", ["-R", "1234:1234", service.folder]);
      const wrapper = [
        "setpriv",
        "--reuid",
        "1234",
        "--regid",
        "1234",
        "--clear-groups",
        "bash",
        "-c",
        'exec -a run "$0" "$@"',
      ];
      const { code, stdout, stderr } = await service.run({ wrapper });
      return [code, stdout, stderr];
    };
    const user = { ...WEB, name: "me", uid: 1234 };
    expect(await attempt({})).toEqual([0, "1234\n1234\n", ""]);
    expect(
      await attempt({
        user,
        ambientCapabilities: ["CHOWN"],
        boundingCapabilities: { keep: [] },
        noNewPrivileges: true,
      }),
    ).toEqual([0, "1234\n1234\n", ""]);
    expect(await attempt({ user: WEB })).toEqual([
      217,
      "",
      "a.service: cannot become user web (990): the container runs as user 1234\n",
    ]);
    expect(await attempt({ rootDirectory: "/tmp" })).toEqual([
      210,
      "",
      "a.service: RootDirectory=/tmp needs a container that runs as root\n",
    ]);
    expect(await attempt({ oomScoreAdjust: -500, nice: -5 })).toEqual([
      0,
      "1234\n1234\n",
      "a.service: Nice=-5 is not allowed in this container\na.service: OOMScoreAdjust=-500 is not allowed in this container\n",
    ]);
  });

  it("RootDirectory is the service's root, and WorkingDirectory is below it", async () => {
    const service = new ServiceFolder({});
    const root = join(service.folder, "root");
    mkdirSync(join(root, "inside"), { recursive: true });
    // A program that needs no library.
    copyFileSync(service.program, join(root, "inside/program"));
    const start = [{ run: ["./program", "check", "x"] }];
    const startPre = [bash("pwd; ls -d /proc", { asRoot: true })];
    service.plan({
      [UNIT]: {
        service: { type: "oneshot", rootDirectory: root, workingDirectory: "/inside", user: WEB, startPre, start },
      },
    });
    const { code, stdout, stderr } = await service.run();
    expect([code, stdout, stderr]).toEqual([111, "/\n/proc\n", "init: DECL_STATE is not set\n"]);
  });
});
