import { chmodSync, closeSync, mkdirSync, readSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPipe } from "./pipes.ts";
import { initFolder, run } from "./program.ts";

/** A container's init with these units, as far as `unit` sees it. */
class Services {
  readonly folder = initFolder({
    units: {
      "web.service": { description: "The web", from: "systemd.services.web", aliases: ["www.service"] },
      "database.service": {},
      "job@a.service": {},
      "all.target": {},
    },
  });
  readonly state = join(this.folder, "state");
  readonly asked: string[] = [];
  #events = -1;

  /** Process 1 is there: it holds the pipe of events. */
  start(): void {
    mkdirSync(join(this.state, "units"), { recursive: true });
    this.#events = openPipe(join(this.state, "events"));
    onTestFinished(() => this.end());
  }

  end(): void {
    if (this.#events >= 0) closeSync(this.#events);
    this.#events = -1;
  }

  event(): string {
    const buffer = Buffer.alloc(100);
    return buffer.toString("utf8", 0, readSync(this.#events, buffer));
  }

  /** A manager that gives this answer to each request, and then hangs up; without one it never answers. */
  manager(answer?: string): Promise<Server> {
    const server = createServer((client) => {
      client.once("data", (request) => {
        this.asked.push(String(request));
        if (answer !== undefined) client.end(answer);
      });
    });
    onTestFinished(() => {
      server.close();
    });
    return new Promise((done) => server.listen(join(this.state, "control"), () => done(server)));
  }

  unit(...words: string[]) {
    return run([`${this.folder}/unit`, ...words]);
  }
}

function running(): Services {
  const services = new Services();
  services.start();
  return services;
}

describe("unit", () => {
  it("asks the manager, shows what it says, and ends with its code", async () => {
    const services = running();
    await services.manager("out one\nerr two\nout \ncode 1\n");
    expect(await services.unit("restart", "web")).toEqual({ code: 1, stdout: "one\n\n", stderr: "two\n" });
    await services.unit("start", "all.target");
    await services.unit("stop", "www");
    expect(services.asked).toEqual(["restart web.service\n", "start all.target\n", "stop web.service\n"]);
  });

  it("with --no-block it returns when the manager has been asked, however busy that one is", async () => {
    const services = running();
    await services.manager();
    expect(await services.unit("--no-block", "start", "web")).toEqual({ code: 0, stdout: "", stderr: "" });
    await expect.poll(() => services.asked).toEqual(["start web.service\n"]);
    expect(await services.unit("--no-block", "start", "nothere")).toMatchObject({ code: 2 });
    expect((await services.unit("--no-block", "status", "web")).code).toBe(100);
  });

  it("says how it is used when a word is missing, unknown or too much", async () => {
    const services = new Services();
    for (const words of [[], ["start"], ["sart", "web"], ["stop", "web", "database"], ["status", "a", "b"]]) {
      const { code, stdout, stderr } = await services.unit(...words);
      expect([code, stdout]).toEqual([100, ""]);
      expect(stderr).toMatch(/^usage: unit \[--no-block\] start\|stop\|restart\|reload UNIT\n/);
    }
    expect(await services.unit("--help")).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(/^usage: /),
    });
  });

  it("names what could be meant by a unit that there is not", async () => {
    const services = running();
    await services.manager("code 0\n");
    const answerTo = async (...words: string[]) => {
      const { code, stderr } = await services.unit(...words);
      return `${code} ${stderr}`;
    };
    expect(await answerTo("start", "nothere")).toBe("2 unit: there is no unit nothere.service\n");
    expect(await answerTo("start", "wbe")).toBe(
      "2 unit: there is no unit wbe.service: did you mean web.service or www.service?\n",
    );
    expect(await answerTo("status", "all")).toBe("2 unit: there is no unit all.service: did you mean all.target?\n");
    expect(await answerTo("start", "job@c")).toBe(
      "2 unit: there is no unit job@c.service: of job@ there are the instances that the image was built with: job@a.service\n",
    );
    expect(services.asked).toEqual([]);
  });

  it("waits for a manager that is being started again, and says when it was while it was asked", async () => {
    const services = running();
    const answer = services.unit("start", "web");
    await new Promise((done) => setTimeout(done, 150));
    const first = await services.manager("code 0\n");
    expect(await answer).toEqual({ code: 0, stdout: "", stderr: "" });
    await new Promise((done) => first.close(done));
    rmSync(join(services.state, "control"), { force: true });
    await services.manager("out half\n");
    expect(await services.unit("stop", "web")).toEqual({
      code: 1,
      stdout: "half\n",
      stderr: "unit: the manager was started again; look with unit status\n",
    });
  });

  it("says that no services run", async () => {
    const services = new Services();
    const nothing = { code: 111, stdout: "", stderr: `unit: no services run with ${services.state}\n` };
    for (const words of [["start", "web"], ["shutdown"], ["status"], ["status", "web"]])
      expect(await services.unit(...words)).toEqual(nothing);
    services.start();
    services.end();
    expect(await services.unit("start", "web")).toEqual(nothing);
    expect(await services.unit("shutdown")).toEqual(nothing);
  });

  it("shutdown is told to the manager in the pipe, where it waits for one", async () => {
    const services = running();
    expect(await services.unit("shutdown", "7")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(services.event()).toBe("shutdown 7\n");
    expect(await services.unit("shutdown")).toMatchObject({ code: 0 });
    expect(services.event()).toBe("shutdown 0\n");
    for (const code of ["256", "-1", "x[$(id)]"])
      expect(await services.unit("shutdown", code)).toEqual({
        code: 100,
        stdout: "",
        stderr: `unit: ${code} is no exit code: it is a number from 0 to 255\n`,
      });
  });

  it("status shows all units by name, or one with all that is known of it", async () => {
    const services = running();
    const write = (name: string, line: string) =>
      writeFileSync(join(services.state, "units", name), `${line.padEnd(99)}\n`);
    write("web.service", "stopping 951782399.500000 951782000.000000 - 123 stop");
    write("all.target", "active 951782399.500000 - - - -");
    expect(await services.unit("status")).toEqual({
      code: 0,
      stdout: "active       all.target\nstopping     web.service\n",
      stderr: "",
    });
    mkdirSync(join(services.state, "scan/web.service"), { recursive: true });
    writeFileSync(join(services.state, "scan/web.service/ended"), "exit-code 3\n");
    const { stdout } = await services.unit("status", "www");
    expect(stdout.replace(/\d+ days/, "N days")).toBe(`web.service: stopping
  description  The web
  declared in  systemd.services.web
  since        2000-02-28 23:59:59 UTC, N days ago
  process      123
  to do        stop
  last end     exit-code, exit code 3
`);
    expect(await services.unit("status", "database")).toMatchObject({
      code: 0,
      stdout: "database.service: inactive\n",
    });
  });

  it.runIf(process.getuid?.() === 0)("says who may", async () => {
    const services = running();
    await services.manager("code 0\n");
    const asOther = (...words: string[]) =>
      run(["/usr/bin/setpriv", "--reuid", "1234", "--clear-groups", `${services.folder}/unit`, ...words]);
    chmodSync(services.folder, 0o755);
    chmodSync(join(services.state, "control"), 0o600);
    for (const words of [["start", "web"], ["shutdown"]])
      expect(await asOther(...words)).toEqual({ code: 111, stdout: "", stderr: "unit: only user 0 may do that\n" });
    expect(await asOther("status")).toMatchObject({ code: 0 });
  });
});
