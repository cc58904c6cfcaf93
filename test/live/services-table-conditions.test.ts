import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ServiceOptions } from "../../src/services/unit.ts";
import { eventually } from "./services/container.ts";
import { linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

/** What each condition looks at. */
const SCENE = oneshot(
  `mkdir -p /run/c/full /run/c/empty; cd /run/c
   touch nothing full/.hidden; echo text >file; ln -s nowhere link; touch program; chmod +x program
   timeout 0.2 socat -d0 UNIX-LISTEN:/run/c/socket,unlink-close=0 - || mkdir -p /var; touch /var/.updated`,
  { serviceConfig: { RemainAfterExit: true } },
);

/** The machine that the engine runs on is this one. */
const [MODULE = ""] = readdirSync("/sys/module");
const [KERNEL_WORD = ""] = readFileSync("/proc/cmdline", "utf8").split(/[\s=]/);
const IS_X86 = existsSync("/proc/cpuinfo") && /^flags\s*:.* fpu /m.test(readFileSync("/proc/cpuinfo", "utf8"));

const OS_RELEASE = `# a comment
NAME="Example \\"OS\\""
ID=example
VERSION_ID='25.05'
VARIANT_ID=small
IMAGE_ID=box
IMAGE_VERSION=7
BUILD_ID=b1
`;

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
  ConditionPathIsSocket: ["/run/c/socket", "/run/c/file"],
  ConditionUser: ["root", "web"],
  ConditionGroup: ["root", "web"],
  ConditionHost: ["b?x*", "other"],
  ConditionEnvironment: ["FROM_DOCKER=yes", "FROM_DOCKER=no"],
  ConditionVirtualization: ["docker", "vm"],
  ConditionArchitecture: ["native", "s390x"],
  ConditionKernelCommandLine: [KERNEL_WORD, "decl.no-such-word"],
  ConditionKernelVersion: [">=2.6.32 '< 99' *.*", ">=99"],
  ConditionVersion: ["kernel >= 2.6", "< 2.6"],
  ConditionKernelModuleLoaded: [MODULE, "no_such_module"],
  // Nobody uses smack; whether something is met that the machine has is for the unit tests.
  ConditionSecurity: ["!smack", "smack"],
  ConditionCapability: ["CAP_CHOWN", "CAP_SYS_TIME"],
  ConditionControlGroupController: ["cpu memory", "no-such-controller"],
  ConditionMemory: ["<=512M", ">512M"],
  ConditionCPUs: ["=1", "2"],
  ConditionCPUFeature: [IS_X86 ? "fpu" : "!fpu", "no-such-feature"],
  ConditionOSRelease: ["ID=example VERSION_ID>=25.05 NAME$=Ex*OS*", "VERSION_ID<25.05"],
  // As where there is no power supply to be seen.
  ConditionACPower: ["true", "false"],
  ConditionFirstBoot: ["true", "false"],
  ConditionNeedsUpdate: ["/etc", "/var"],
};

const NAMES = Object.keys(VALUES);
const DOCKER = ["--hostname", "box.example", "-e", "FROM_DOCKER=yes", "--memory=512m", "--cpuset-cpus=0"];
const environment = { etc: { "os-release": { text: OS_RELEASE } } };

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
    { environment, systemd: { services: services((name) => name) } },
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
    { environment, systemd: { services: services((name) => name.replace("Condition", "Assert")) } },
    { docker: [...DOCKER, "-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
  );
  await container.ready();
  await eventually(async () =>
    expect(linesOf(await container.logs()).toSorted()).toEqual(
      asserts.flatMap((name) => [name, `! ${name}`]).toSorted(),
    ),
  );
  const { output } = await container.exec("/etc/decl/unit status | sed -n 's/^failed *//p'");
  expect(output.trim().split("\n").toSorted()).toEqual(asserts.map((name) => `not-${name}.service`).toSorted());
});

it("a user by number and @system, a variable by its name, one of several with |, specifiers, and an empty line", async () => {
  const when = (unitConfig: NonNullable<ServiceOptions["unitConfig"]>, name: string) =>
    oneshot(`echo ${name}`, { unitConfig });
  const { code, lines } = await runDeclared(
    {
      environment: { etc: { "machine-id": { text: "8b3c0123456789abcdef0123456789ab\n" } } },
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
          group: when({ ConditionGroup: ["991", "|0", "|991"] }, "group"),
          "group-number": when({ ConditionGroup: "0" }, "group by number"),
          machine: when({ ConditionHost: "8b3c0123-4567-89AB-cdef-0123456789ab" }, "machine id"),
          "first-boot": when({ ConditionFirstBoot: false }, "an id is not the first boot"),
          argument: when({ ConditionKernelCommandLine: "no.such=word" }, "argument"),
          "private-users": when({ ConditionVirtualization: "!private-users" }, "all ids of the machine"),
          reset: when({ ConditionPathExists: ["/no/such", ""] }, "reset"),
        },
      },
    },
    { docker: DOCKER },
  );
  const met = ["number", "one of", "one of two kinds", "reset", "specifier", "system", "variable"];
  const more = ["group by number", "machine id", "an id is not the first boot", "all ids of the machine"];
  expect([code, lines.toSorted()]).toEqual([0, [...met, ...more].toSorted()]);
});

it("a condition of os-release for a target", async () => {
  const target = (value: string) => ({ unitConfig: { ConditionOSRelease: value }, wantedBy: ["multi-user.target"] });
  const { output, code } = await runDeclared({
    environment,
    systemd: {
      targets: { met: target("ID=example"), unmet: target("ID=other") },
      services: { a: oneshot("sleep 0.2; /etc/decl/unit status | grep met.target") },
    },
  });
  expect(output).toMatch(/^active +met.target\ninactive +unmet.target$/m);
  expect(code).toBe(0);
});
