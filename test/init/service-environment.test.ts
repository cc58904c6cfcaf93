import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { ServiceFolder, UNIT } from "./service.ts";

const ENV = [{ run: ["/usr/bin/env", "-0"] }];

/** The variables of a service, without its INVOCATION_ID. */
async function environmentOf(service: ServiceFolder): Promise<Record<string, string>> {
  const { stdout, stderr } = await service.run();
  expect(stderr).toBe("");
  const all = stdout.split("\0").filter((line) => line !== "");
  const entries = all.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const);
  const { INVOCATION_ID, ...others } = Object.fromEntries(entries);
  expect(INVOCATION_ID).toMatch(/^[0-9a-f]{32}$/);
  return others;
}

/** What a file of these bytes says. */
async function readFile(text: string | Uint8Array): Promise<Record<string, string>> {
  const service = new ServiceFolder({}, { environment: {} });
  writeFileSync(join(service.folder, "env"), text);
  service.plan({
    [UNIT]: { service: { type: "oneshot", start: ENV, environmentFiles: [join(service.folder, "env")] } },
  });
  return environmentOf(service);
}

describe("a service's environment", () => {
  const environment = { PATH: "/bin", CONTAINER: "c", OVER: "c", LOST: "l", KEPT: "k", EMPTY: "" };

  it("is the container's with the service's own over it, and nothing of ours", async () => {
    const user: PlanService["user"] = { name: "web", uid: 0, gid: 0, groups: [], home: "/home/web", shell: "/bin/sh" };
    const service = new ServiceFolder(
      {
        type: "oneshot",
        start: ENV,
        user,
        path: ["/own/bin", "/own/sbin"],
        environment: { OVER: "o%%", UID: "5", IFS: ",", A: "$(id) `id`" },
        unsetEnvironment: ["LOST", "KEPT=other", "EMPTY="],
        watchdogSeconds: 1.5,
      },
      { environment },
    );
    expect(await environmentOf(service)).toEqual({
      PATH: "/own/bin:/own/sbin:/bin",
      CONTAINER: "c",
      KEPT: "k",
      OVER: "o%",
      UID: "5",
      IFS: ",",
      A: "$(id) `id`",
      USER: "web",
      LOGNAME: "web",
      HOME: "/home/web",
      SHELL: "/bin/sh",
      WATCHDOG_USEC: "1500000",
    });
  });

  it("has what the manager wrote for this start, once", async () => {
    const service = new ServiceFolder({ type: "oneshot", start: ENV }, { environment: {} });
    writeFileSync(join(service.scan, "environment"), "MONITOR_UNIT=b.service\0MONITOR_EXIT_CODE=exited\0");
    expect(await environmentOf(service)).toEqual({ MONITOR_UNIT: "b.service", MONITOR_EXIT_CODE: "exited" });
    expect(await environmentOf(service)).toEqual({});
  });

  it("WATCHDOG_PID and NOTIFY_SOCKET are for the program that is watched", async () => {
    const service = new ServiceFolder({ type: "notify", start: ENV, watchdogSeconds: 1 }, { environment: {} });
    const { pid, ended } = service.start(["run", UNIT]);
    expect((await ended).stdout.split("\0")).toEqual(
      expect.arrayContaining([
        "WATCHDOG_USEC=1000000",
        `WATCHDOG_PID=${pid}`,
        `NOTIFY_SOCKET=${service.state}/notify/${UNIT}`,
      ]),
    );
  });
});

describe("EnvironmentFile", () => {
  it("has assignments, quotes, comments and lines that go on", async () => {
    const lines = [
      "# comment",
      ";x=y",
      "A=from file",
      'B="two words" ',
      "C='it is'",
      "D=con\\",
      "tinued",
      "E=",
      " F = f ",
      'G="a\\"b\\$c\\x"',
      "H='a\\'",
      'I="over',
      'lines"',
      "J=a\\ b\\\\",
      "1K=no name",
      "L M=no name",
      "no assignment",
      "N=a # no comment",
      "O='a'\"b\" c",
      "P=x=y",
      "Q=$(id) `id` a[$(id)]",
      "R=last without newline\\",
    ];
    expect(await readFile(lines.join("\n"))).toEqual({
      A: "from file",
      B: "two words",
      C: "it is",
      D: "continued",
      E: "",
      F: "f",
      G: 'a"b$c\\x',
      H: "a\\",
      I: "over\nlines",
      J: "a b\\",
      N: "a # no comment",
      O: "abc",
      P: "x=y",
      Q: "$(id) `id` a[$(id)]",
      R: "last without newline",
    });
  });

  it("may have Windows' line ends, and an open quote is closed by the end", async () => {
    expect(await readFile("A=a\r\nB='b\r\n")).toEqual({ A: "a", B: "b\r\n" });
  });

  it("gives what was quoted for it, whatever that is", async () => {
    const value = fc.string({ unit: fc.constantFrom(..."ab \"'\\$`\n#;="), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 30 }), async (values) => {
        const quoted = values.map((text) => `"${text.replaceAll(/["\\`$]/g, "\\$&")}"`);
        const text = quoted.map((line, index) => `V${index}=${line}\n`).join("");
        expect(await readFile(text)).toEqual(Object.fromEntries(values.map((each, index) => [`V${index}`, each])));
      }),
      { numRuns: 20 },
    );
  });

  it("of any bytes does no harm", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const names = Object.keys(await readFile(bytes));
        for (const name of names) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
      }),
      { numRuns: 20 },
    );
  });

  it("may be a pattern; a later file counts; a dash allows it to be missing, and else it is a failure", async () => {
    const service = new ServiceFolder({}, { environment: {} });
    mkdirSync(join(service.folder, "env d"));
    for (const name of ["1.conf", "2.conf", ".3.conf"])
      writeFileSync(join(service.folder, "env d", name), `A=${name}\n`);
    const files = [join(service.folder, "env d/*.conf"), `-${join(service.folder, "none/*")}`];
    service.plan({ [UNIT]: { service: { type: "oneshot", start: ENV, environmentFiles: files } } });
    expect(await environmentOf(service)).toEqual({ A: "2.conf" });
    const missing = new ServiceFolder({
      start: ENV,
      environmentFiles: ["/no/such"],
      stopPost: [{ run: ["echo", "post"] }],
    });
    const { ran, finished } = await missing.runAndFinish();
    expect([ran.code, ran.stderr, finished.stderr]).toEqual([
      209,
      "a.service: there is no EnvironmentFile /no/such\n",
      "",
    ]);
  });
});
