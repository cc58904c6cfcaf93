import { chownSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { AS_RUN, bash, isRoot, ServiceFolder, UNIT, WEB } from "./service.ts";

/** A service with folders below a new one; names of paths are relative. */
function withDirectories(directories: NonNullable<PlanService["directories"]>, more: Partial<PlanService> = {}) {
  const service = new ServiceFolder({});
  const path = (name: string) => join(service.folder, name);
  const absolute = directories.map((each) => ({ ...each, paths: each.paths.map(path) }));
  service.plan({ [UNIT]: { service: { type: "oneshot", start: [bash(":")], directories: absolute, ...more } } });
  const look = (name: string) => {
    const { mode, uid, gid } = statSync(path(name));
    return `${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
  };
  return { service, path, look };
}

describe.runIf(isRoot)("directories", () => {
  it("are made with their parents, their mode and their owner, and named in variables", async () => {
    const { service, look, path } = withDirectories(
      [
        { variable: "STATE_DIRECTORY", mode: "0700", paths: ["lib/s", "lib/t/u"] },
        { variable: "LOGS_DIRECTORY", mode: "2770", paths: ["log"] },
        { variable: "CONFIGURATION_DIRECTORY", mode: "0705", paths: ["etc/a"] },
      ],
      { user: WEB, umask: "0077", startPre: [bash("echo $STATE_DIRECTORY; echo $LOGS_DIRECTORY", { asRoot: true })] },
    );
    const { stdout, stderr } = await service.run();
    expect([stdout, stderr]).toEqual([`${path("lib/s")}:${path("lib/t/u")}\n${path("log")}\n`, ""]);
    expect(["lib", "lib/s", "lib/t", "lib/t/u", "log", "etc/a"].map(look)).toEqual([
      "755 0:0",
      "700 990:991",
      "755 0:0",
      "700 990:991",
      "2770 990:991",
      "705 0:0",
    ]);
  });

  it("keep what is in them, and are the user's at the next start", async () => {
    const { service, look, path } = withDirectories([{ variable: "STATE_DIRECTORY", mode: "0750", paths: ["s"] }], {
      user: WEB,
    });
    mkdirSync(path("s"));
    writeFileSync(path("s/file"), "kept");
    await service.run();
    expect([look("s"), readFileSync(path("s/file"), "utf8")]).toEqual(["750 990:991", "kept"]);
  });

  it("are not made through a link that the service's user has put there", async () => {
    const { service, look, path } = withDirectories(
      [{ variable: "STATE_DIRECTORY", mode: "0777", paths: ["own", "own/link"] }],
      { user: WEB },
    );
    mkdirSync(path("own"));
    mkdirSync(path("precious"), { mode: 0o700 });
    chownSync(path("own"), 990, 991);
    symlinkSync(path("precious"), path("own/link"));
    const { code, stderr } = await service.run();
    expect([code, stderr]).toEqual([233, `a.service: cannot make ${path("own/link")}: Symbolic link loop\n`]);
    expect(look("precious")).toBe("700 0:0");
  });

  it("are made through root's links", async () => {
    const { service, look, path } = withDirectories([{ variable: "STATE_DIRECTORY", mode: "0700", paths: ["var/s"] }], {
      user: WEB,
    });
    mkdirSync(path("volume"));
    symlinkSync("volume", path("var"));
    expect((await service.run()).code).toBe(0);
    expect(look("volume/s")).toBe("700 990:991");
  });

  it("that cannot be made are a failure", async () => {
    const { service, path } = withDirectories([{ variable: "STATE_DIRECTORY", mode: "0700", paths: ["file/s"] }]);
    writeFileSync(path("file"), "");
    const { code, stderr } = await service.run();
    expect([code, stderr]).toEqual([233, `a.service: cannot make ${path("file/s")}: Not a directory\n`]);
  });

  it("say once which capability the container lacks to give them away", async () => {
    const { service, path } = withDirectories([{ variable: "STATE_DIRECTORY", mode: "0755", paths: ["s"] }], {
      user: WEB,
    });
    const wrapper = ["setpriv", "--bounding-set", "-chown", ...AS_RUN];
    const { code, stderr } = await service.run({ wrapper });
    expect([code, stderr]).toEqual([
      0,
      `a.service: cannot give ${path("s")} to its user: the container lacks the capability CAP_CHOWN\n`,
    ]);
    expect((await service.run({ wrapper })).stderr).toBe("");
  });
});

describe.runIf(isRoot)("credentials", () => {
  const folder = `/run/credentials/${UNIT}`;
  /** /run is the machine's own: another in its place. */
  const wrapper = ["unshare", "-m", "bash", "-c", 'mount -t tmpfs none /run; exec -a run "$0" "$@"'];

  it("are files for the service's user alone, from a path, or with a text where there is none", async () => {
    const service = new ServiceFolder({});
    writeFileSync(join(service.folder, "secret"), Buffer.from([0, 255, 10]));
    const credentials = [
      { name: "loaded", load: join(service.folder, "secret"), set: "never" },
      { name: "given", load: "/no/such", set: "a\u00ff\n" },
      { name: "set", set: "text" },
    ];
    const script = `echo $CREDENTIALS_DIRECTORY; cd ${folder}; stat -c '%a %u:%g %n' . *; od -An -tx1 loaded given set`;
    service.plan({ [UNIT]: { service: { type: "oneshot", user: WEB, credentials, start: [bash(script)] } } });
    const { stdout, stderr } = await service.run({ wrapper });
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      folder,
      "700 990:991 .",
      "400 990:991 given",
      "400 990:991 loaded",
      "400 990:991 set",
      " 00 ff 0a 61 ff 0a 74 65 78 74",
      "",
    ]);
  });

  it("that are missing are a failure; at the end they are gone", async () => {
    const service = new ServiceFolder({
      start: [bash("echo never")],
      credentials: [{ name: "key", load: "/no/such" }],
    });
    const { code, stderr } = await service.run({ wrapper });
    expect([code, stderr]).toEqual([
      243,
      "a.service: the credential key cannot be read: /no/such: No such file or directory\n",
    ]);
    const set = new ServiceFolder({
      type: "oneshot",
      start: [bash("exit 0")],
      credentials: [{ name: "key", set: "x" }],
      stopPost: [bash(`ls ${folder}`)],
    });
    const both = `mount -t tmpfs none /run; (exec -a run "$0" "$@"); (exec -a finish "$0" 0 0 "$@" ${2 ** 30}); ls /run/credentials`;
    expect((await set.start(["run", UNIT], { wrapper: ["unshare", "-m", "bash", "-c", both] }).ended).stdout).toBe(
      "key\n",
    );
    expect(existsSync(folder)).toBe(false);
  });
});
