import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { bash, isRoot, ServiceFolder, UNIT, WEB } from "./service.ts";

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
        ...(isRoot ? { user: WEB } : {}),
      });
      const { ended } = service.start(["run", UNIT]);
      await service.heard("active");
      const main = Number(service.lines()[1]?.split(" ").at(-1));
      // Until then it is the shell that becomes it.
      await expect.poll(() => readFileSync(`/proc/${main}/cmdline`, "utf8")).toBe("sleep\x00100\x00");
      process.kill(main);
      expect((await ended).code).toBe(1);
    }
    const none = new ServiceFolder({ type: "forking", start: [bash(":")] });
    expect((await none.run()).code).toBe(0);
  });

  it.runIf(isRoot).each([
    ["service of a user", { user: WEB }, undefined],
    ["service of root whose file is in a folder of a user", {}, WEB],
  ])(
    "forking does not take a process of root from a PIDFile that somebody else can write (%s)",
    async (_, more, folderOf) => {
      const service = new ServiceFolder({});
      const pidFile = join(service.folder, "pids/pid");
      const victim = service.start(["init"], { wrapper: ["bash", "-c", "exec sleep 100"] });
      mkdirSync(dirname(pidFile));
      writeFileSync(pidFile, `${victim.pid}\n`, { mode: 0o666 });
      const start = [bash(`sleep 100 >/dev/null 2>&1 & (sleep 0.3; echo $! >${pidFile}) >/dev/null 2>&1 &`)];
      service.plan({ [UNIT]: { service: { type: "forking", pidFile, start, ...more } } });
      execFileSync("chmod", ["755", service.folder]);
      execFileSync("chmod", ["666", pidFile]);
      if (folderOf !== undefined) chownSync(dirname(pidFile), folderOf.uid, folderOf.gid);
      service.start(["run", UNIT]);
      await service.heard("main");
      expect(service.lines()[1]).not.toContain(` ${victim.pid}`);
      process.kill(Number(service.lines()[1]?.split(" ").at(-1)));
      victim.child.kill();
    },
  );

  it.runIf(isRoot)("forking takes a process from the PIDFile of the user that it has become", async () => {
    const service = new ServiceFolder({});
    const pidFile = join(service.folder, "pids/pid");
    mkdirSync(dirname(pidFile));
    chownSync(dirname(pidFile), WEB.uid, WEB.gid);
    execFileSync("chmod", ["755", service.folder]);
    const daemon = `setpriv --reuid ${WEB.uid} --regid ${WEB.gid} --clear-groups setsid bash -c 'echo $$ >${pidFile}; exec sleep 100'`;
    service.plan({ [UNIT]: { service: { type: "forking", pidFile, start: [bash(`${daemon} & sleep 0.1`)] } } });
    service.start(["run", UNIT]);
    await service.heard("main");
    const main = Number(readFileSync(pidFile, "utf8"));
    expect(service.lines()[1]).toContain(` ${main}`);
    process.kill(main);
  });
});
