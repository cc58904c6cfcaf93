import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanCheck, PlanUnit } from "../../src/services/plan-file.ts";
import { program } from "./built.ts";

const isRoot = process.getuid?.() === 0;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "decl-checks-"));
  copyFileSync(program, join(folder, "init"));
  mkdirSync(join(folder, "state"));
  writeFileSync(join(folder, "state/environment"), "FROM_DOCKER=yes\0PATH=/bin\0");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `check` says of each unit: 0, 1 for a condition that is not met, 2 for an assertion. */
function check(units: Readonly<Record<string, PlanUnit>>, { osRelease }: { osRelease?: string } = {}): number[] {
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ version: 1, units }, undefined, 2));
  const script = `${osRelease === undefined ? "" : "mount --bind os-release /etc/os-release; "}
    for name; do ./init check "$name"; echo $?; done`;
  const unshare = osRelease === undefined ? [] : ["unshare", "-m"];
  if (osRelease !== undefined) writeFileSync(join(folder, "os-release"), osRelease);
  const [command = "", ...words] = [...unshare, "bash", "-c", script, "bash", ...Object.keys(units)];
  const env = { DECL_STATE: join(folder, "state"), PATH: process.env.PATH };
  return execFileSync(command, words, { cwd: folder, encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] })
    .trim()
    .split("\n")
    .map(Number);
}

/** Whether each check is met. */
function areMet(checks: readonly PlanCheck[], options: { osRelease?: string } = {}): boolean[] {
  const units = Object.fromEntries(checks.map((each, index) => [`${index}.target`, { conditions: [each] }]));
  return check(units, options).map((code) => code === 0);
}

const isMet = (kind: string, ...values: string[]): boolean => areMet([{ kind, values }])[0] === true;

/** Fields of os-release and comparisons with them. */
function compare(comparisons: readonly (readonly [value: string, comparison: string])[]): boolean[] {
  const osRelease = comparisons.map(([value], index) => `V${index}='${value}'\n`).join("");
  const checks = comparisons.map(([, comparison], index) => ({
    kind: "OSRelease",
    values: [`V${index} ${comparison}`.replaceAll("%", "%%")],
  }));
  return areMet(checks, { osRelease });
}

describe.runIf(isRoot)("versions", () => {
  const order = (pairs: readonly (readonly [string, string])[]): number[] => {
    const met = compare(pairs.flatMap(([a, b]) => [[a, `< ${b}`] as const, [a, `> ${b}`] as const]));
    return pairs.map((_, index) => Number(met[2 * index + 1]) - Number(met[2 * index]));
  };

  it("are ordered as the version format specification says", () => {
    // Its own examples, each older than the next, or as new.
    const rising = [
      ["~1", ""],
      ["", "1"],
      ["1_", "1"],
      ["1_", "1.2"],
      ["1.2_", "1.3"],
      ["1+", "1"],
      ["1.1", "1.2"],
      ["1.9", "1.10"],
      ["5.10.0-rc1", "5.10.0-rc2"],
      ["1.0~rc1", "1.0"],
      ["1.0-1", "1.0.1"],
      ["1.0^post", "1.0.1"],
      ["1.0", "1.0^post"],
      ["abc-5", "1.0.0~rc1"],
      ["00123", "123"],
      ["6.18.44-fc-v769", "99999999999999999999999"],
    ] as const;
    expect(order(rising)).toEqual([-1, -1, 0, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1]);
    expect(order(rising.map(([a, b]) => [b, a]))).toEqual([1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1]);
  });

  const version = fc.string({ unit: fc.constantFrom(..."0129abZ~^.-_"), maxLength: 8 });
  it("are in one order", () => {
    const property = fc.property(
      fc.array(fc.tuple(version, version, version), { minLength: 20, maxLength: 20 }),
      (all) => {
        const pairs = all.flatMap(
          ([a, b, c]) =>
            [
              [a, a],
              [a, b],
              [b, a],
              [b, c],
              [a, c],
            ] as const,
        );
        const orders = order(pairs);
        for (let at = 0; at < orders.length; at += 5) {
          const [same, ab = 0, ba = 0, bc = 0, ac] = orders.slice(at, at + 5);
          expect([same, ab + ba]).toEqual([0, 0]);
          if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
        }
      },
    );
    fc.assert(property, { numRuns: 3 });
  });
});

describe.runIf(isRoot)("comparisons", () => {
  it("are of texts, patterns and versions", () => {
    const comparisons = [
      ["5.10", "= 5.1", false],
      ["5.10", "!= 5.1", true],
      ["5.10", "> 5.9", true],
      ["5.10", "== 5.010", true],
      ["5.10", "<> 5.010", false],
      ["5.10", "<= 5.10", true],
      ["5.10", ">= 5.11", false],
      ["5.10", "$= 5.*", true],
      ["5.10", "!$= 5.*", false],
      ["5.10", "$= [0-5].??", true],
      ["5.10", "$= [!0-5]*", false],
      ["two words", "= two words", true],
      ["a*b", "$= a\\*b", true],
      ["axb", "$= a\\*b", false],
      ["abcabd", "$= *ab?", true],
      ["", "= ", true],
      ["a[b", "$= a[b", true],
      ["a]b", "$= a[]]b", true],
    ] as const;
    expect(compare(comparisons.map(([value, comparison]) => [value, comparison]))).toEqual(
      comparisons.map(([, , met]) => met),
    );
  });

  it("are of fields of os-release, quoted or not, and of a field that is not there", () => {
    const osRelease = '# ID=comment\nID="a \\"b\\""\nVERSION_ID=\'25.05\'\nNAME=x';
    const values = ['ID = a "b"', "VERSION_ID >= 25.05", "NAME = x", "NONE = ", "NAM = x"];
    expect(
      areMet(
        values.map((value) => ({ kind: "OSRelease", values: [value] })),
        { osRelease },
      ),
    ).toEqual([true, true, true, true, false]);
  });
});

describe("checks", () => {
  it("of numbers are what the container may have", () => {
    const memory = (comparison: string) => isMet("Memory", comparison);
    expect([memory("> 1048576"), memory("< 1048576"), memory(">= 9007199254740991")]).toEqual([true, false, false]);
    const cpus = Number(execFileSync("nproc", { encoding: "utf8" }));
    const comparisons = [`= ${cpus}`, `!= ${cpus}`, `>= ${cpus}`, `< ${cpus}`, `<= ${cpus}`, `> ${cpus}`, "= x", ""];
    expect(comparisons.map((each) => isMet("CPUs", each))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it("of files see what is there", () => {
    const scene = mkdtempSync(join(folder, "scene-"));
    const path = (name: string) => join(scene, name);
    for (const name of ["full", "empty", "with space"]) mkdirSync(path(name));
    for (const [name, text] of [
      ["full/.hidden", ""],
      ["nothing", ""],
      ["file", "text"],
      ["program", ""],
    ] as const)
      writeFileSync(path(name), text);
    chmodSync(path("program"), 0o755);
    symlinkSync("nowhere", path("link"));
    symlinkSync("file", path("to-file"));
    const values: [kind: string, met: string[], unmet: string[]][] = [
      ["PathExists", ["file", "full", "to-file"], ["none", "link"]],
      ["PathExistsGlob", ["f[ai]le*", "*/.h*", "file", "with space", "w* *"], ["x*", "full/*", "none", "file/"]],
      ["PathIsDirectory", ["full"], ["file"]],
      ["PathIsSymbolicLink", ["link", "to-file"], ["file", "none"]],
      ["PathIsMountPoint", ["/proc", "/proc/", "/"], ["full", "none"]],
      ["PathIsReadWrite", ["full"], ["/proc/version/none"]],
      ["PathIsSocket", [], ["file", "none"]],
      ["DirectoryNotEmpty", ["full"], ["empty", "file", "none"]],
      ["FileNotEmpty", ["file", "to-file"], ["nothing", "full", "none"]],
      ["FileIsExecutable", ["program"], ["file", "full", "none"]],
    ];
    for (const [kind, met, unmet] of values) {
      const absolute = (name: string) => (name.startsWith("/") ? name : path(name));
      const checks = [...met, ...unmet].map((name) => ({ kind, values: [absolute(name)] }));
      expect([kind, areMet(checks)]).toEqual([kind, [...met.map(() => true), ...unmet.map(() => false)]]);
    }
  });

  it("of the container and the machine", () => {
    const user = process.getuid?.() ?? 0;
    const values: [kind: string, met: string[], unmet: string[]][] = [
      ["User", [String(user), ...(isRoot ? ["root", "@system"] : [])], [String(user + 1), "no-such", "-1"]],
      ["Group", [String(process.getgid?.()), ...(isRoot ? ["root"] : [])], ["4294967294", "no-such"]],
      ["Host", [hostname(), `${hostname().slice(0, 1)}*`, "*"], ["other.example", "?"]],
      ["Environment", ["FROM_DOCKER", "FROM_DOCKER=yes"], ["FROM_DOCKER=no", "FROM", "ROM_DOCKER=yes"]],
      ["Virtualization", ["yes", "docker", "container", "!".slice(1) || "true"], ["vm", "no"]],
      ["Architecture", ["native"], ["s390x"]],
      ["KernelVersion", [">= 2.6.32", "$= *.*", "< 99"], [">= 99", "= 2"]],
      ["KernelModuleLoaded", [], ["no_such_module"]],
      ["KernelCommandLine", [], ["decl.no-such-word"]],
      ["Security", [], ["smack", "no-such"]],
      ["ControlGroupController", [], ["no-such-controller"]],
      ["CPUFeature", [], ["no-such-feature", ""]],
      ["FirstBoot", ["no"], ["yes"]],
      ["ACPower", ["yes"], ["no"]],
      ["NoSuchKind", [], ["x"]],
    ];
    for (const [kind, met, unmet] of values) {
      const checks = [...met, ...unmet].map((value) => ({ kind, values: [value] }));
      expect([kind, areMet(checks)]).toEqual([kind, [...met.map(() => true), ...unmet.map(() => false)]]);
    }
  });

  it("must all hold, and of those with | one; ! turns one round; assertions come first", () => {
    const exists = (path: string, more: Partial<PlanCheck> = {}): PlanCheck => ({
      kind: "PathExists",
      values: [path],
      ...more,
    });
    const [yes, no] = [exists("/"), exists("/no/such")];
    const [yesAny, noAny] = [exists("/", { trigger: true }), exists("/no/such", { trigger: true })];
    const of = (...conditions: PlanCheck[]): PlanUnit => ({ conditions });
    const units = [
      of(),
      of(yes, no),
      of(exists("/no/such", { negated: true })),
      of(exists("/", { negated: true })),
      of(noAny, yesAny),
      of(noAny, noAny),
      of(yesAny, no),
      of({ kind: "PathExists", values: ["/", "/no/such"] }),
      of({ kind: "PathExists", values: ["/", "/no/such"], negated: true }),
      of({ kind: "PathExists", values: ["/%%none"] }),
      { assertions: [yes], conditions: [no] },
      { assertions: [no], conditions: [no] },
      { assertions: [no], conditions: [yes] },
    ];
    const named = Object.fromEntries(units.map((unit, index) => [`${index}.target`, unit]));
    expect(check(named)).toEqual([0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 2, 2]);
  });

  it("of a unit that the plan does not have is a failure of its own", () => {
    expect(check({ "a.target": {} })).toEqual([0]);
    const { status } = ((): { status: number } => {
      try {
        execFileSync(join(folder, "init"), ["check", "b.target"], {
          stdio: "ignore",
          env: { DECL_STATE: join(folder, "state") },
        });
      } catch (error) {
        return error as { status: number };
      }
      return { status: 0 };
    })();
    expect(status).toBe(111);
  });
});
