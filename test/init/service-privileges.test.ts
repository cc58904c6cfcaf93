import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { AS_RUN, bash, isRoot, ServiceFolder, UNIT, WEB } from "./service.ts";

/** As a container's root that has none of these capabilities. */
const without = (...names: string[]) => ({
  wrapper: ["setpriv", "--bounding-set", names.map((name) => `-${name}`).join(","), ...AS_RUN],
});
/** In a container that runs as another user, whose the folder is then. */
const runAsOther = (service: ServiceFolder) => {
  execFileSync("chown", ["-R", "1234:1234", service.folder]);
  return service.run({ wrapper: ["setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups", ...AS_RUN] });
};
const status = (service: Partial<PlanService>, ...names: string[]) =>
  new ServiceFolder({
    type: "oneshot",
    start: [{ run: ["grep", "-E", `^(${names.join("|")}):`, "/proc/self/status"] }],
    ...service,
  });
const field = (hex: string) => hex.padStart(16, "0");

describe.runIf(isRoot)("privileges", () => {
  it("a user has its own groups, and without a user nothing changes", async () => {
    const { stdout } = await status({ user: { ...WEB, groups: [991, 500] } }, "Uid", "Gid", "Groups").run();
    expect(stdout).toBe("Uid:\t990\t990\t990\t990\nGid:\t991\t991\t991\t991\nGroups:\t500 991 \n");
    const { stdout: same } = await runAsOther(status({}, "Uid", "Gid", "Groups"));
    expect(same).toBe("Uid:\t1234\t1234\t1234\t1234\nGid:\t1234\t1234\t1234\t1234\nGroups:\t \n");
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
    const { stdout } = await status(ambient, ...names).run(without("sys_time"));
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
    const service = status({ user: WEB }, "Uid");
    const checked = async (names: string[]) => {
      const { code, stderr } = await service.run(without(...names));
      return [code, stderr];
    };
    const text = "a.service: cannot become user web (990): the container lacks the capability";
    expect(await checked(["all"])).toEqual([217, `${text} CAP_SETUID (and CAP_SETGID)\n`]);
    expect(await checked(["all"])).toEqual([217, ""]);
    expect(await checked(["setgid"])).toEqual([217, `${text} CAP_SETGID\n`]);
    expect(await checked(["setuid"])).toEqual([217, `${text} CAP_SETUID\n`]);
    expect(await checked(["net_raw"])).toEqual([0, ""]);
    expect(await checked(["setuid"])).toEqual([217, `${text} CAP_SETUID\n`]);
    expect((await status({ boundingCapabilities: { drop: ["CHOWN"] } }, "CapBnd").run(without("setpcap"))).code).toBe(
      218,
    );
    expect((await status({ rootDirectory: "/tmp" }, "CapBnd").run(without("sys_chroot"))).code).toBe(210);
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
    const wrapper = ["prlimit", "--nofile=200:400", ...without("sys_resource").wrapper];
    const ran = await refused.run({ wrapper });
    expect([ran.stdout, ran.stderr]).toEqual([
      "300\n400\n",
      "a.service: a hard limit (ulimit -n) of 4000 is not allowed in this container\n",
    ]);
  });
});

describe.runIf(isRoot)("a container", () => {
  it("that runs as another user runs services of that user and without one, and no others", async () => {
    const attempt = async (more: Partial<PlanService>) => {
      const service = new ServiceFolder({ type: "oneshot", start: [bash("id -u; id -g")], ...more });
      const { code, stdout, stderr } = await runAsOther(service);
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
