import { describe, expect, it } from "vitest";
import { decl } from "./fixture.ts";

const TEXT = `export default {
  systemd: {
    services: {
      db: { script: "exec db" },
      migrate: { requires: ["db.service"], after: ["db.service"], script: "migrate", serviceConfig: { Type: "oneshot" } },
      web: { wants: ["migrate.service"], after: ["migrate.service"], script: "exec web", onFailure: ["mail.service"] },
      mail: { script: "mail" },
      backup: { script: "backup", startAt: "hourly", requires: ["db.service"] },
    },
  },
};`;
const services = (text: string, ...options: string[]) =>
  decl({ "web.ts": text }, "services", "FOLDER/web.ts", ...options);

describe("decl services", () => {
  it("prints step by step what starts, what each unit waits for, and what else starts it", async () => {
    expect(await services(TEXT)).toEqual({
      code: 0,
      stdout: `With the container:
  1  backup.timer     timer
     db.service       simple
  2  migrate.service  oneshot  waits for db.service (requires)
  3  web.service      simple   waits for migrate.service (wants)

Not with the container:
     mail.service     simple   started by web.service when it fails
     backup.service   simple   waits for backup.timer; requires db.service; started by backup.timer when its time comes
`,
      stderr: "",
    });
  });

  it("plays what the init would do, also where a service fails", async () => {
    const { code, stdout } = await services(TEXT, "--fail", "db");
    expect(code).toBe(0);
    expect(stdout).toContain("    0.0 s  db.service failed: exit-code, exit code 1\n");
    expect(stdout).toContain("    0.0 s  the container ends, with 1\n");
    expect((await services(TEXT, "--play")).stdout).toContain("    0.0 s  web.service is active\n");
    const wrong = await services(TEXT, "--fail", "bd");
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringContaining('there is no service "bd.service"\n  hint: did you mean "db.service",'),
    ]);
  });

  it("plays every image of a file under its name, and lets fail what only one of them has", async () => {
    const text = `import { images } from "decl";
const unit = { script: "x", serviceConfig: { Type: "oneshot" } };
export default images({
  a: { systemd: { services: { one: unit } } },
  b: { systemd: { services: { two: unit } } },
  c: {},
});`;
    const { code, stdout } = await services(text, "--fail", "two");
    expect(code).toBe(0);
    const [a = "", b = "", c = ""] = stdout.split(/^(?=image )/m);
    expect(a).toMatch(/^image a:\n {4}0\.0 s {2}/);
    expect([a, b].map((part) => /the container ends, with \d/.exec(part)?.[0])).toEqual([
      "the container ends, with 0",
      "the container ends, with 1",
    ]);
    expect(c).toBe("image c:\nThere are no services.\n");
  });

  it("prints a graph for Graphviz", async () => {
    const { code, stdout } = await services(TEXT, "--dot");
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(1)).toEqual([
      "digraph services {",
      "  rankdir=LR;",
      '  "backup.timer" [shape=hexagon];',
      '  "db.service" [shape=box];',
      '  "mail.service" [shape=box, style=dashed];',
      '  "backup.service" [shape=box, style=dashed];',
      '  "migrate.service" [shape=box];',
      '  "web.service" [shape=box];',
      '  "web.service" -> "mail.service" [style=dotted, label="failure"];',
      '  "backup.timer" -> "backup.service" [style=dashed];',
      '  "backup.timer" -> "backup.service" [style=dotted, label="timer"];',
      '  "db.service" -> "migrate.service";',
      '  "migrate.service" -> "web.service" [style=dashed];',
      "}",
      "",
    ]);
  });

  it("shows a target of every image where a unit names it", async () => {
    const text = 'export default { systemd: { services: { last: { after: ["multi-user.target"], script: "x" } } } };';
    expect((await services(text)).stdout).toBe(`With the container:
  1  multi-user.target  target
  2  last.service       simple  waits for multi-user.target
`);
  });

  it("prints the services of every image of a file, or of the one that is chosen", async () => {
    const text = `import { images } from "decl";
export default images({ a: { systemd: { services: { one: { script: "x" } } } }, b: {} });`;
    expect((await services(text)).stdout).toBe(
      "image a:\nWith the container:\n  1  one.service  simple\n\nimage b:\nThere are no services.\n",
    );
    expect((await services(text, "--target", "b")).stdout).toBe("image b:\nThere are no services.\n");
    expect((await services(text, "--target", "b", "--dot")).stdout).toBe("digraph services {\n}\n");
  });

  it("answers in JSON", async () => {
    const { stdout } = await services(TEXT, "--json");
    expect(JSON.parse(stdout).units.at(-2)).toEqual({
      name: "web.service",
      kind: "simple",
      level: 2,
      startsWithContainer: true,
      after: ["migrate.service"],
      requires: [],
      wants: ["migrate.service"],
      startedBy: [],
    });
  });

  it("shows every line of a cycle, and ends with 1", async () => {
    const text = `export default { systemd: { services: {
  a: { script: "a", after: ["b.service"] },
  b: { script: "b", after: ["a.service"] },
} } };`;
    expect(await services(text)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: FOLDER/web.ts:2:28: these units wait for each other and none could start: a.service after b.service after a.service (systemd.services.a.after)
   2 |   a: { script: "a", after: ["b.service"] },
     |                            ^^^^^^^^^^^^^
  hint: take one of the orderings away; \`wants\` and \`requires\` need none

error: FOLDER/web.ts:3:28: b.service comes after a.service (systemd.services.b.after)
   3 |   b: { script: "b", after: ["a.service"] },
     |                            ^^^^^^^^^^^^^
`,
    });
  });

  it("shows the line that names a unit there is not", async () => {
    const { code, stderr } = await services(
      TEXT.replace('requires: ["db.service"], after', 'requires: ["bd.service"], after'),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('web.ts:5:28: there is no unit "bd.service"');
    expect(stderr).toContain('hint: did you mean "db.service"');
  });

  it("says what is doubtful beside the answer", async () => {
    const text = 'export default { systemd: { services: { a: { script: "x", serviceConfig: { Frob: "yes" } } } } };';
    const { code, stderr } = await services(text);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: FOLDER\/web\.ts:1:\d+: Frob is not supported/);
  });
});
