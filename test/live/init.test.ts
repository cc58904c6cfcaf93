import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../scripts/lib/bundle.ts";
import { runCommand } from "../../src/cli/run.ts";
import { OWN_PROGRAMS } from "../../src/value/own-program.ts";
import { packageFolder } from "./engine.ts";
import { Machine } from "./machine.ts";

/** Services of every kind; what they write shows what happened. */
const SERVICES = `
      first: { script: "echo first", serviceConfig: { Type: "oneshot", RemainAfterExit: true } },
      db: {
        requires: ["first.service"], after: ["first.service"], path: [pkgs.socat],
        script: "sleep 0.3; echo db is ready; printf READY=1 | socat -u - UNIX-SENDTO:$NOTIFY_SOCKET; trap 'echo db stops; exit' TERM; sleep infinity & wait",
        serviceConfig: { Type: "notify", NotifyAccess: "all" },
      },
      web: {
        requires: ["db.service"], after: ["db.service"],
        script: "echo web runs as $(id -u); trap 'echo web stops; exit' TERM; sleep infinity & wait",
      },
      flaky: {
        after: ["first.service"], script: "echo flaky; [[ -e $STATE/again ]] && exec sleep infinity; touch $STATE/again; exit 3",
        serviceConfig: { Restart: "on-failure", RestartSec: 0.1 },
      },
      tick: { script: "echo tick", serviceConfig: { Type: "oneshot" } },`;
const TIMERS = 'tick: { wantedBy: ["timers.target"], timerConfig: { OnActiveSec: "200ms", AccuracySec: "1ms" } },';

const declaration = (services: string, timers = "") => `export default ({ pkgs }) => ({
  users: { users: { own: { isNormalUser: true, uid: 1234 }, other: { isNormalUser: true, uid: 1500 } } },
  systemd: { services: {${services}}, timers: {${timers}} },
});`;

let machine: Machine;

/** Writes the init of a declaration and starts it as an ordinary user. */
async function startInit(name: string, text: string, ...command: string[]) {
  const tree = await writeInit(name, text);
  return machine.start(
    [
      "env",
      `STATE=${machine.userFolder(`${name}-work`)}`,
      `${tree}/init`,
      machine.userFolder(`${name}-state`),
      ...command,
    ],
    "user",
  );
}

async function writeInit(name: string, text: string): Promise<string> {
  const file = join(machine.folder, `${name}.ts`);
  const tree = join(machine.folder, name);
  writeFileSync(file, text);
  const { code, stdout, stderr } = await runCommand(
    ["init", file, "-o", tree, "--json", "--nixpkgs", join(packageFolder(), "nixpkgs")],
    { version: "0", programs: "dist" },
  );
  if (code !== 0) throw new Error(stdout + stderr);
  await machine.realise(JSON.parse(stdout).missing);
  return tree;
}

/** Lines of the services, without the prefix of their names. */
const linesOf = (output: string): string[] =>
  output.split("\n").flatMap((line) => /^\[\w+\] (.*)/.exec(line)?.[1] ?? []);

beforeAll(() => {
  machine = new Machine();
});
afterAll(() => machine[Symbol.asyncDispose]());

describe("decl init, run by an ordinary user outside of any container", () => {
  it("starts in order, waits for readiness, restarts, runs timers, and stops in reverse order on SIGTERM", async () => {
    await using init = await startInit("all", declaration(SERVICES, TIMERS));
    await init.wrote(/web runs[\s\S]*tick|tick[\s\S]*web runs/);
    await init.wrote(/flaky[\s\S]*flaky/);
    const status = await machine.run(
      "env",
      `DECL_STATE=${machine.folder}/all-state`,
      `${machine.folder}/all/unit`,
      "status",
    );
    expect(status).toMatch(/^active +web\.service$/m);
    init.signal("SIGTERM");
    expect(await init.ended).toBe(0);
    const lines = linesOf(init.output).filter((line) => line !== "tick" && line !== "flaky");
    expect(lines).toEqual(["first", "db is ready", "web runs as 1234", "web stops", "db stops"]);
  });

  it("stops in order when Ctrl-C is for all of its process group", async () => {
    await using init = await startInit("keyboard", declaration(SERVICES));
    await init.wrote(/web runs/);
    init.signal("SIGINT", "group");
    expect(await init.ended).toBe(0);
    expect(linesOf(init.output).slice(-2)).toEqual(["web stops", "db stops"]);
    expect(init.output).not.toContain("started again by");
  });

  it("ends with the exit code of the service that failed", async () => {
    const text = declaration('a: { script: "sleep infinity" }, b: { after: ["a.service"], script: "exit 7" },');
    await using init = await startInit("failing", text);
    expect(await init.ended).toBe(7);
    expect(init.output).toContain("init: b.service failed: exit-code, exit code 7");
  });

  it("runs a command when the services are ready, and ends with its code", async () => {
    await using init = await startInit("command", declaration(SERVICES), "sh", "-c", "echo the command; exit 5");
    expect(await init.ended).toBe(5);
    expect(init.output).toMatch(/db is ready[\s\S]*the command[\s\S]*db stops/);
  });

  it("refuses a service that is to run as another user, and runs one of its own", async () => {
    const service = (name: string) =>
      `${name}: { script: "echo $(id -u)", serviceConfig: { Type: "oneshot", User: "${name}" } },`;
    await using refused = await startInit("refused", declaration(service("other")));
    expect(await refused.ended).toBe(217);
    expect(refused.output).toContain("other.service: cannot become user other (1500)");
    await using own = await startInit("own-user", declaration(service("own")));
    expect(await own.ended).toBe(0);
    expect(own.output).toMatch(/^1234$/m);
  });

  it("leaves alone a state folder that is not its own, that is in use, or that it cannot write", async () => {
    const text = declaration('a: { script: "echo up; exec sleep infinity" },');
    await using init = await startInit("state", text);
    await init.wrote(/^up$/m);
    const start = (folder: string) => machine.start([`${machine.folder}/state/init`, folder], "user");

    const twice = start(`${machine.folder}/state-state`);
    expect(await twice.ended).toBe(111);
    expect(twice.output).toBe(`init: services run already with ${machine.folder}/state-state\n`);

    const foreign = machine.userFolder("foreign");
    mkdirSync(join(foreign, "scan"));
    writeFileSync(join(foreign, "scan/mine"), "");
    const other = start(foreign);
    expect(await other.ended).toBe(111);
    expect(other.output).toBe(`init: ${foreign} has files that are not of an init: name an empty folder\n`);
    expect(readFileSync(join(foreign, "scan/mine"), "utf8")).toBe("");

    const denied = start("/usr/state");
    expect(await denied.ended).toBe(111);
    expect(denied.output).toBe("init: /usr/state cannot be written by user 1234\n");

    init.signal("SIGTERM");
    expect(await init.ended).toBe(0);
    await using again = start(`${machine.folder}/state-state`);
    await again.wrote(/^up$/m);
  });

  it("runs with the machine's own programs, without a Nix store", async () => {
    const program = join(machine.folder, "decl.mjs");
    const source = resolve(import.meta.dirname, "../../src/cli-main.ts");
    await build({ ...bundle, entryPoints: [source], outfile: program, define: { DECL_VERSION: '"0"' } });
    for (const name of OWN_PROGRAMS) copyFileSync(join("dist", name), join(machine.folder, name));
    writeFileSync(
      join(machine.folder, "host.ts"),
      declaration(`
        a: { serviceConfig: { Type: "oneshot", ExecStart: \`\${pkgs.coreutils}/bin/echo by \${pkgs.coreutils}/bin/echo\` } },
        b: { after: ["a.service"], serviceConfig: { ExecStart: \`@\${pkgs.bash}/bin/bash named -c "echo $0; exit 4"\` } },`),
    );
    const tree = join(machine.folder, "host");
    await machine.run("/tmp/node", program, "init", join(machine.folder, "host.ts"), "-o", tree, "--prefix", "/usr");
    expect(readFileSync(join(tree, "plan.json"), "utf8")).not.toContain("/nix/store");
    await using init = machine.start([`${tree}/init`, machine.userFolder("host-state")], "user");
    expect(await init.ended).toBe(4);
    expect(linesOf(init.output)).toEqual(["by /usr/bin/echo", "named"]);
  });
});
