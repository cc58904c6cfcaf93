import { describe, expect, it } from "vitest";
import { planChecks } from "../../src/plan/checks.ts";
import type { Packages } from "../../src/plan/packages.ts";
import { failureOfCheck, skippedCheck } from "../../src/steps/check/failure.ts";
import { printDiagnostic } from "../../src/text/diagnostic.ts";
import { configure } from "../declaration/declare.ts";

const packages: Packages = {
  system: [],
  profiles: [],
  mentioned: [],
  forTls: { packages: [] },
  roots: new Map(),
  added: [],
  builds: [],
  buildInputs: [],
  has: (name) => name === "bash",
  resolveText: (text) => text.replace("\uE0D0bash\uE0D1", "/nix/store/x-bash"),
};
const FILES = [
  { type: "file", path: "/etc/app.conf", mode: 0o644, uid: 0, gid: 0, text: "# app\n  wrong = 1\n" } as const,
];

const declared = async (text: string) => {
  const { config, placeOf, records } = await configure(`export default ({ pkgs }) => (${text});`);
  const checks = Object.entries(config.image.checks).map(([name, { command, about }]) => ({ name, command, about }));
  return { checks, placeOf, records };
};

describe("image.checks", () => {
  it("have the paths of packages that the image has", async () => {
    const { checks, placeOf } = await declared(
      "{ image: { checks: { app: { command: [`${pkgs.bash}/bin/bash`, '-c', 'true'] } } } }",
    );
    expect(planChecks(checks, packages, placeOf)).toMatchObject([
      { name: "app", command: ["/nix/store/x-bash/bin/bash", "-c", "true"], place: { start: { line: 1 } } },
    ]);
  });

  it("refuse a package that the image has not", async () => {
    const { checks, placeOf } = await declared(
      "{\n  image: { checks: { app: { command: [`${pkgs.hello}/bin/hello`] } } } }",
    );
    expect(() => planChecks(checks, packages, placeOf)).toThrow(
      /^image\.ts:2:27: image\.checks\.app needs hello, which the image does not have\n {2}hint: a check adds nothing to the image/,
    );
  });
});

it("a check that is left out is a warning at its option, with what to do", () => {
  const start = { line: 3, column: 5 };
  const place = { file: "web.ts", start, end: start };
  const skipped = skippedCheck({ name: "app", command: [], about: [], place }, "arm64", "amd64");
  expect(printDiagnostic(skipped)).toBe(
    "web.ts:3:5: image.checks.app is left out: the image is for arm64, and the engine is amd64\n" +
      "  hint: a build for linux/amd64 runs it, and what holds there mostly holds for arm64",
  );
});

describe("a check that fails", () => {
  const about = [["environment", "variables"]];
  const text = '{\n  environment: { variables: {\n    A: "x\\nwrong = 1", B: "wrong = 1 or 2" } } }';

  it("is told at the option that has the line which the program names", async () => {
    const { records } = await declared(text);
    const check = { name: "app", command: [], about };
    expect(
      failureOfCheck(check, { status: 1, output: "no such key in /etc/app.conf:2" }, FILES, records),
    ).toMatchObject({
      message: "image.checks.app failed (exit code: 1): no such key in /etc/app.conf:2",
      place: { start: { line: 3, column: 8 } },
      hint: "that line is: wrong = 1",
    });
  });

  it("is told where the check is, where it names no line of ours", async () => {
    const { records } = await declared(text);
    const place = { file: "image.ts", start: { line: 9, column: 1 }, end: { line: 9, column: 2 } };
    const check = { name: "app", command: [], about, place };
    for (const output of ["/etc/other.conf:2 is wrong", "/etc/app.conf:7", ""]) {
      const failure = failureOfCheck(check, { status: null, output }, FILES, records);
      expect(failure).toEqual({
        code: "check-failed",
        message: `image.checks.app failed: ${output || "it said nothing"}`,
        place,
      });
    }
  });
});
