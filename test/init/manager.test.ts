import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { escapeShellArgs } from "../../src/lib/texts.ts";
import type { PlanService, PlanUnit } from "../../src/services/plan-file.ts";
import { type Finished, initFolder, run, temporaryFolder } from "./program.ts";
import { isRoot } from "./service.ts";

/** A Debian with s6. */
let root: string;

const sh = (text: string) => ({ run: ["/bin/sh", "-c", text.replaceAll("$", "$$$$")] });
const stays = (name: string, more: Partial<PlanService> = {}): PlanUnit => ({
  service: {
    start: [sh(`echo ${name}; trap 'echo ${name} ends; exit 0' TERM; while :; do sleep 1000 & wait; done`)],
    ...more,
  },
});

/** What people do in the container, as a service of it. */
const driver = (script: string): PlanUnit => ({
  service: {
    start: [sh(`unit() { /mnt/decl/unit "$@"; }; sleep 0.3; ${script}`)],
    environment: { PATH: "/usr/bin:/bin" },
  },
});

/** A word that a process says to NOTIFY_SOCKET itself. */
const says = (word: string) =>
  `perl -MSocket -e 'socket(S, AF_UNIX, SOCK_DGRAM, 0); send(S, "${word}", 0, sockaddr_un($ENV{NOTIFY_SOCKET})) or die $!'`;

interface Given {
  readonly variables?: Readonly<Record<string, string>>;
  /** Nobody reads the container's errors until this file is there. */
  readonly readWhen?: string;
  /** It has a /dev of its own, as containers have. */
  readonly ownDev?: boolean;
  /** What a shell does before, where the container's root is $root. */
  readonly before?: string;
  /** A folder of the test's, which the container has at /srv. */
  readonly shared?: string;
}

/** Runs a container of these units until it ends. */
async function contain(
  units: Readonly<Record<string, PlanUnit>>,
  { variables = {}, readWhen, ownDev = false, before = "", shared }: Given = {},
): Promise<Finished> {
  const names = Object.keys(units);
  const all = { ...units, "default.target": { wants: names, after: names } };
  const links = (path: string, names: readonly string[]) =>
    names.map((name) => `mkdir -p ${path}; ln -s ${"../".repeat(path.split("/").length)}init ${path}/${name}`);
  const services = names.filter((name) => units[name]?.service !== undefined);
  const setUp = [
    ...links("scan/.s6-svscan", ["SIGTERM", "SIGINT", "finish"]),
    ...["manager", ...services].flatMap((name) => links(`scan/${name}`, ["run", "finish"])),
    ...services.map((name) => `: >scan/${name}/down; echo 0 >scan/${name}/timeout-finish`),
  ];
  const folder = initFolder({
    units: all,
    processes: 2 * names.length + 10,
    s6: "/usr/bin",
    stateFolder: "/run/decl",
    graceSeconds: 3,
  });
  const given = escapeShellArgs(Object.entries(variables).map(([name, value]) => `${name}=${value}`));
  const script = `cd ${folder}; ${setUp.join("; ")}
    for place in mnt run tmp; do mount -t tmpfs none ${root}/$place; done; mount -t proc proc ${root}/proc
    ${ownDev ? `mount -t tmpfs none ${root}/dev; mknod -m 666 ${root}/dev/null c 1 3` : ""}
    ${shared === undefined ? "" : `mount --bind ${shared} ${root}/srv`}
    cp -r ${folder} ${root}/mnt/decl
    root=${root}; ${before}
    ${readWhen === undefined ? "" : `exec 2> >(until [ -e ${root}${readWhen} ]; do sleep 0.05; done; exec cat >&2)`}
    exec env -i PATH=/usr/bin:/bin ${given} /usr/sbin/chroot ${root} /mnt/decl/init /run/decl`;
  return run(
    [
      "/usr/bin/unshare",
      "--mount",
      "--pid",
      "--fork",
      "--kill-child",
      "--propagation",
      "private",
      "bash",
      "-ec",
      script,
    ],
    { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  );
}

const lines = (text: string) => text.split("\n").filter((line) => line !== "");

describe.skipIf(!isRoot)("a container's services", () => {
  // Made once per machine, which takes minutes.
  beforeAll(() => {
    const script = resolve(import.meta.dirname, "../../scripts/debian-root");
    root = execFileSync(script, { encoding: "utf8" }).trim();
  }, 600_000);

  it("start and stop in order, and the container ends with the code that was asked for", async () => {
    const { code, stdout } = await contain({
      "a.service": stays("a"),
      "b.service": { ...stays("b"), after: ["a.service"] },
      "driver.service": { ...driver("unit shutdown 6; exec sleep 100"), after: ["b.service"] },
    });
    // Type=simple: b is started when a has been, not when it has said something.
    expect([code, lines(stdout).slice(-2)]).toEqual([6, ["b ends", "a ends"]]);
  });

  it("have what they say by syslog in the container's log, whenever the manager is killed", async () => {
    const send = (text: string) =>
      `perl -MSocket -e 'socket(S, AF_UNIX, SOCK_DGRAM, 0); send(S, "${text}", 0, sockaddr_un("/dev/log")) or exit 1'`;
    const script = `until [ -S /dev/log ]; do sleep 0.05; done
      logger -i -t teller one; ${send("<13>two\\nlines\\n")}; pkill -9 -f '^init manage[r]'
      until ${send("<78>Nov 30 16:00:00 cron[7]: three")}; do sleep 0.05; done; unit shutdown 0; exec sleep 100`;
    const { stderr } = await contain({ "driver.service": driver(script) }, { ownDev: true });
    const messages = lines(stderr).map((line) => line.replace(/^teller\[\d+\]/, "teller[N]"));
    expect(messages).toEqual(expect.arrayContaining(["teller[N]: one", "two", "lines", "cron[7]: three"]));
  });

  it("are started once each, whenever the manager is killed", async () => {
    const count = 30;
    const units: Record<string, PlanUnit> = {};
    for (let i = 0; i < count; i++)
      units[`s${i}.service`] = {
        after: i < 10 ? [] : [`s${i - 10}.service`],
        service: { type: "oneshot", start: [sh(`sleep 0.0${i % 7}; echo done ${i}`)] },
      };
    const { code, stdout } = await contain({
      ...units,
      "killer.service": {
        service: {
          start: [
            sh(
              "for i in 1 2; do until pkill -9 -f '^init manage[r]'; do sleep 0.01; done; sleep 0.05; done; exec sleep 100",
            ),
          ],
          environment: { PATH: "/usr/bin:/bin" },
        },
      },
      "driver.service": { ...driver("unit shutdown 6; exec sleep 100"), after: Object.keys(units) },
    });
    expect(code).toBe(6);
    expect(lines(stdout).sort()).toEqual(Array.from({ length: count }, (_, i) => `done ${i}`).sort());
  });

  it("hear what services say, though the manager is killed in the middle of it", async () => {
    const { code, stderr } = await contain(
      {
        // Its manager stands still over the second message, of a process that may say nothing: errors have no room left.
        "a.service": {
          service: {
            type: "notify",
            startSeconds: 10,
            start: [
              {
                run: [
                  "/usr/bin/perl",
                  "-MSocket",
                  "-e",
                  `socket(S, PF_UNIX, SOCK_DGRAM, 0); sub say { send(S, $$_[0], 0, sockaddr_un($$ENV{NOTIFY_SOCKET})) }
                  system("timeout 1 head -c 65536 /dev/zero >&2"); system("pkill -STOP -f '^init manage[r]'");
                  say("READY=1"); fork || exit !say("X=1"); wait; system("pkill -CONT -f '^init manage[r]'"); sleep 1;
                  system("pkill -KILL -f '^init manage[r]'; touch /run/read"); sleep 1000`,
                ],
              },
            ],
            environment: { PATH: "/usr/bin:/bin" },
          },
        },
        "driver.service": { ...driver("unit shutdown 6; exec sleep 100"), after: ["a.service"] },
      },
      { readWhen: "/run/read" },
    );
    expect(code).toBe(6);
    expect(stderr).toContain("a.service: a message of process");
  });

  it("whoever asks hears of it, though what runs ExecStop= or ExecReload= is killed", async () => {
    const { code, stdout, stderr } = await contain({
      "a.service": stays("a", { stop: [sh("exec sleep 777")], reload: [sh("exec sleep 778")] }),
      "driver.service": driver(`
        unit reload a & sleep 0.2; pkill -9 -f '^init reloa[d]'; wait $!; echo reload $?
        unit stop a & sleep 0.2; pkill -9 -f '^init sto[p]'; wait $!; echo stop $?; unit shutdown 5; exec sleep 100`),
    });
    expect([code, lines(stdout)]).toEqual([5, ["a", "reload 137", "a ends", "stop 0"]]);
    expect(stderr).toContain("unit: a.service: ExecReload= ended with 137");
  });

  it("what ignores every signal but KILL holds the container no longer than the grace period", async () => {
    const { code, stderr } = await contain({
      "b.service": { service: { start: [sh("(trap '' TERM; exec sleep 1000) & trap 'exit 0' TERM; wait")] } },
      "a.service": { service: { start: [sh("sleep 0.2; exit 3")] } },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("init: not everything stopped in time");
  });

  it("READY=1 and an end at once: it was ready", async () => {
    const ready: PlanUnit = {
      service: { type: "notify", start: [sh(`exec ${says("READY=1")}`)], environment: { PATH: "/usr/bin:/bin" } },
    };
    const units = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`s${i}.service`, ready]));
    expect(await contain(units)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("NotifyAccess=main: what another process says does not count, which is told once", async () => {
    const start = [sh(`${says("READY=1")}; ${says("READY=1")}; sleep 0.2; echo waited; exec ${says("READY=1")}`)];
    const { code, stdout, stderr } = await contain({
      "a.service": { service: { type: "notify", start, environment: { PATH: "/usr/bin:/bin" } } },
      "b.service": { after: ["a.service"], service: { type: "oneshot", start: [sh("echo ready")] } },
    });
    expect([code, lines(stdout)]).toEqual([0, ["waited", "ready"]]);
    expect(stderr).toMatch(/^init: a\.service: a message of process \d+ does not count, as NotifyAccess=main\n$/);
  });

  it("have a state that is root's alone, though the folder was another's", async () => {
    const units = {
      "a.service": { service: { type: "oneshot", start: [sh("stat -c '%%a %%u:%%g' /run/decl")] } },
    } as const;
    const before = "mkdir $root/run/decl; chown 990:991 $root/run/decl; chmod 1777 $root/run/decl";
    expect(await contain(units, { before })).toEqual({ code: 0, stdout: "755 0:0\n", stderr: "" });
  });

  it("never make the init write through a link that stands where its state is", async () => {
    const shared = temporaryFolder();
    writeFileSync(join(shared, "exit-code"), "precious\n");
    const state = ["ready", "ending", "ended", "exit-code", "manager-time", "handling"];
    const names = [...state, ...["units/driver.service", "units/late.service"]];
    const own = ["ready", "stopping", "result", "down"].map((name) => `scan/late.service/${name}`);
    const plant = [...names, ...own].map((name) => `ln -sfn /srv/${name.replaceAll("/", "-")} /run/decl/${name}`);
    await contain(
      {
        "plant.service": { service: { type: "oneshot", start: [sh(plant.join("; "))] } },
        "late.service": { ...stays("late"), after: ["plant.service"] },
        "driver.service": {
          ...driver("unit stop late; pkill -9 -f '^init manage[r]'; sleep 0.3; unit shutdown 5; exec sleep 100"),
          after: ["late.service"],
        },
      },
      { shared },
    );
    expect(readdirSync(shared)).toEqual(["exit-code"]);
    expect(readFileSync(join(shared, "exit-code"), "utf8")).toBe("precious\n");
  });

  it("are not ended for another user's service that says MAINPID", async () => {
    const { code, stdout } = await contain({
      "root.service": {
        service: {
          start: [sh("trap 'echo root ends; exit' TERM; echo $$ >/run/pid; while :; do sleep 1000 & wait; done")],
        },
      },
      "web.service": {
        after: ["root.service"],
        service: {
          type: "notify",
          notifyAccess: "all",
          user: { name: "990", uid: 990, gid: 991, groups: [] },
          start: [
            sh(`until [ -s /run/pid ]; do sleep 0.02; done
              PID=$(cat /run/pid) ${says("MAINPID=$ENV{PID}\\nREADY=1")}; exec sleep 1000`),
          ],
          environment: { PATH: "/usr/bin:/bin" },
        },
      },
      "driver.service": {
        ...driver("unit stop web; kill -0 $(cat /run/pid) && echo root lives; unit shutdown 4; exec sleep 100"),
        after: ["web.service"],
      },
    });
    expect([code, lines(stdout)]).toEqual([4, ["root lives", "root ends"]]);
  });

  it("NotifyAccess=none: nobody is believed", async () => {
    const start = [sh(`${says("READY=1")}; exec sleep 1000`)];
    const { code, stderr } = await contain({
      "a.service": {
        service: {
          ...{ type: "notify", notifyAccess: "none", startSeconds: 1, start },
          environment: { PATH: "/usr/bin:/bin" },
        },
      },
    });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/a message of process \d+ does not count, as NotifyAccess=none$/m);
    expect(stderr).toContain("init: a.service did not start in 1 s\n");
  });

  it("what a service says is heard in the order in which it said it", async () => {
    // Reloading and ready again a hundred times; a manager that took one for the other would wait for READY=1.
    const words = Array.from({ length: 100 }, () => "send(S, qq(RELOADING=1), 0, $to); send(S, qq(READY=1), 0, $to);");
    const perl = `socket(S, PF_UNIX, SOCK_DGRAM, 0); $to = sockaddr_un($ENV{NOTIFY_SOCKET}); send(S, qq(READY=1), 0, $to);
      $SIG{HUP} = sub { ${words.join(" ")} }; sleep 1000 while 1`;
    const { code, stdout } = await contain({
      "a.service": {
        service: {
          type: "notify-reload",
          start: [{ run: ["/usr/bin/perl", "-MSocket", "-e", perl.replaceAll("$", "$$$$")] }],
        },
      },
      "driver.service": {
        ...driver("for i in 1 2 3; do unit reload a; echo $?; done; unit shutdown 3; exec sleep 100"),
        after: ["a.service"],
      },
    });
    expect([code, lines(stdout)]).toEqual([3, ["0", "0", "0"]]);
  });

  it("docker stop is not held up by what a service that has ended has left behind", async () => {
    const { code } = await contain({
      "b.service": { service: { start: [sh("(trap '' TERM; exec sleep 1000) & sleep 0.1")] } },
      "a.service": { service: { start: [sh("sleep 0.5; kill -TERM 1; exec sleep 1000")] } },
    });
    expect(code).toBe(0);
  });

  it.each([undefined, "mixed", "process"] as const)(
    "which go on in another process are stopped once, and have their time for it (KillMode %s)",
    async (killMode) => {
      const daemon = `trap "echo bye; sleep 0.5; echo gone; exit" TERM; echo $$ >/run/pid; while :; do sleep 0.05; done`;
      const forks = `setsid sh -c '${daemon}' & until [ -s /run/pid ]; do sleep 0.02; done`;
      const tells = `${forks}; PID=$(cat /run/pid) ${says("MAINPID=$ENV{PID}\\nREADY=1")}; sleep 1000`;
      const own = tells.replace("setsid ", "");
      // The process that says MAINPID is the one that it names; `exec` leaves it its number.
      const itself = `PID=$$ ${says("MAINPID=$ENV{PID}\\nREADY=1")}; exec sh -c '${daemon}'`;
      const kinds = [
        { type: "forking", pidFile: "/run/pid", start: [sh(forks)] },
        ...[tells, own, itself].map((text) => ({ type: "notify", notifyAccess: "all", start: [sh(text)] }) as const),
      ] as const;
      for (const kind of kinds) {
        const { code, stdout } = await contain({
          "a.service": { service: { ...kind, killMode, environment: { PATH: "/usr/bin:/bin" } } },
          "driver.service": {
            ...driver("unit stop a; echo stopped; unit shutdown 2; exec sleep 100"),
            after: ["a.service"],
          },
        });
        expect([code, lines(stdout)]).toEqual([2, ["bye", "gone", "stopped"]]);
      }
    },
  );

  it("takes no command in DECL_STOP_SECONDS for a number", async () => {
    const units = { "a.service": { service: { type: "oneshot", start: [sh("echo fine")] } } } as const;
    const { code, stdout, stderr } = await contain(units, { variables: { DECL_STOP_SECONDS: "1+a[$(echo ran >&2)]" } });
    expect([code, stdout]).toEqual([0, "fine\n"]);
    expect(stderr).toBe("init: DECL_STOP_SECONDS is not a number of seconds: 1+a[$(echo ran >&2)]\n");
    expect((await contain(units, { variables: { DECL_STOP_SECONDS: "10s" } })).stderr).toBe(
      "init: DECL_STOP_SECONDS is not a number of seconds: 10s\n",
    );
  });
});
