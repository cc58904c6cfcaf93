import { expect, it } from "vitest";
import type { ServiceOptions } from "../../src/services/unit.ts";
import { linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

/** What each condition looks at. */
const SCENE = oneshot(
  `mkdir -p /run/c/full /run/c/empty; cd /run/c
   touch nothing full/.hidden; echo text >file; ln -s nowhere link; touch program; chmod +x program`,
  { serviceConfig: { RemainAfterExit: true } },
);

/** A value that is met and one that is not. */
const VALUES: Readonly<Record<string, readonly [met: string, unmet: string]>> = {
  ConditionPathExists: ["/run/c/file", "/run/c/none"],
  ConditionPathExistsGlob: ["/run/c/f[ai]le*", "/run/c/x*"],
  ConditionPathIsDirectory: ["/run/c/full", "/run/c/file"],
  ConditionPathIsSymbolicLink: ["/run/c/link", "/run/c/file"],
  ConditionPathIsMountPoint: ["/proc", "/run/c"],
  ConditionPathIsReadWrite: ["/run", "/sys"],
  ConditionDirectoryNotEmpty: ["/run/c/full", "/run/c/empty"],
  ConditionFileNotEmpty: ["/run/c/file", "/run/c/nothing"],
  ConditionFileIsExecutable: ["/run/c/program", "/run/c/file"],
  ConditionUser: ["root", "web"],
  ConditionHost: ["b?x*", "other"],
  ConditionEnvironment: ["FROM_DOCKER=yes", "FROM_DOCKER=no"],
  ConditionVirtualization: ["docker", "vm"],
  ConditionArchitecture: ["native", "s390x"],
};

const NAMES = Object.keys(VALUES);
const DOCKER = ["--hostname", "box.example", "-e", "FROM_DOCKER=yes"];

/** A service for each option and each of its two values. */
function services(optionOf: (condition: string) => string): Record<string, ServiceOptions> {
  const each = NAMES.flatMap((name) => {
    const option = optionOf(name);
    const [met, unmet] = VALUES[name] ?? ["", ""];
    return [
      [option, oneshot(`echo ${option}`, { unitConfig: { [option]: met }, after: ["scene.service"] })],
      [`not-${option}`, oneshot(`echo not ${option}`, { unitConfig: { [option]: unmet }, after: ["scene.service"] })],
      [
        `neg-${option}`,
        oneshot(`echo ! ${option}`, { unitConfig: { [option]: `!${unmet}` }, after: ["scene.service"] }),
      ],
    ] as const;
  });
  return { scene: SCENE, ...Object.fromEntries(each) };
}

it("each Condition… lets a service start or skips it, and ! turns it round", async () => {
  const { code, output, lines } = await runDeclared(
    { systemd: { services: services((name) => name) } },
    { docker: DOCKER },
  );
  expect(lines.toSorted()).toEqual(NAMES.flatMap((name) => [name, `! ${name}`]).toSorted());
  const skipped = [...output.matchAll(/^init: (.*)\.service was skipped: a condition is not met$/gm)].map(
    ([, name]) => name,
  );
  expect(skipped.toSorted()).toEqual(NAMES.map((name) => `not-${name}`).toSorted());
  expect(code).toBe(0);
});

it("each Assert… lets a service start or makes it fail", async () => {
  const asserts = NAMES.map((name) => name.replace("Condition", "Assert"));
  await using container = await startDeclared(
    { systemd: { services: services((name) => name.replace("Condition", "Assert")) } },
    { docker: [...DOCKER, "-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
  );
  await container.ready();
  expect(linesOf(await container.logs()).toSorted()).toEqual(asserts.flatMap((name) => [name, `! ${name}`]).toSorted());
  const { output } = await container.exec("/etc/decl/unit status | sed -n 's/^failed *//p'");
  expect(output.trim().split("\n").toSorted()).toEqual(asserts.map((name) => `not-${name}.service`).toSorted());
});

it("a user by number and @system, a variable by its name, one of several with |, specifiers, and an empty line", async () => {
  const when = (unitConfig: ServiceOptions["unitConfig"], name: string) => oneshot(`echo ${name}`, { unitConfig });
  const { code, lines } = await runDeclared(
    {
      systemd: {
        services: {
          number: when({ ConditionUser: "0" }, "number"),
          system: when({ ConditionUser: "@system" }, "system"),
          variable: when({ ConditionEnvironment: "FROM_DOCKER" }, "variable"),
          "one-of": when({ ConditionPathExists: ["|/no/such", "|/etc/passwd"] }, "one of"),
          kinds: when({ ConditionPathExists: "|/no/such", ConditionUser: "|root" }, "one of two kinds"),
          none: when({ ConditionPathExists: ["|/no/such", "|/nor/this"] }, "none"),
          both: when({ ConditionPathExists: ["|/etc/passwd", "/no/such"] }, "both"),
          run: when({ ConditionPathIsDirectory: "%t" }, "specifier"),
          reset: when({ ConditionPathExists: ["/no/such", ""] }, "reset"),
        },
      },
    },
    { docker: DOCKER },
  );
  const met = ["number", "one of", "one of two kinds", "reset", "specifier", "system", "variable"];
  expect([code, lines.toSorted()]).toEqual([0, met]);
});
