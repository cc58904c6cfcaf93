/**
 * What evaluating a large declaration costs in processor time, and whether it grows with its size: `node bench/options.ts`.
 * Services as users write them, ten options each; as plain data, with modules that are functions of `config` in the sandbox,
 * and as systemd services.
 */
import "../scripts/lib/text-imports.ts";
import type { Declaration } from "../src/declaration/evaluate.ts";
import { median } from "./docker.ts";

const { prepareDeclaration } = await import("../src/declaration/evaluate.ts");
const { loadDeclaration } = await import("../src/declaration/load.ts");
const { evaluateConfiguration } = await import("../src/modules/configuration.ts");

const SIZES = [250, 500, 1000, 2000];
const RUNS = 3;

const OPTIONS = `{
    description: mkOption({ type: types.str, default: "", description: "What it is for." }),
    script: mkOption({ type: types.lines, default: "", description: "What it runs." }),
    path: mkOption({ type: types.listOf(types.package), default: [], description: "Its programs." }),
    wantedBy: mkOption({ type: types.listOf(types.str), default: [], description: "What wants it." }),
    after: mkOption({ type: types.listOf(types.str), default: [], description: "What comes before it." }),
    environment: mkOption({ type: types.attrsOf(types.nullOr(types.str)), default: {}, description: "Its variables." }),
    port: mkOption({ type: types.port, default: 80, description: "Where it listens." }),
    enable: mkOption({ type: types.bool, default: true, description: "Whether it runs." }),
    user: mkOption({ type: types.nullOr(types.str), default: null, description: "Who runs it." }),
    url: mkOption({ type: types.str, default: "", description: "Where it is reached." }),
  }`;

const SERVICE = `{
    description: "service " + i,
    script: "exec server --port " + (1000 + i),
    path: [pkgs.hello, pkgs.bash],
    wantedBy: ["multi-user.target"],
    after: ["network.target", "unit-" + (i - 1) + ".service"],
    environment: { NAME: "unit-" + i, HOME: "/var/lib/unit" },
    port: 1000 + i,
  }`;

/** A declaration of so many services that takes no arguments but `pkgs`. */
const plain = (count: number) => `import { lib } from "decl";
const { mkOption, types } = lib;
const service = types.submodule({ options: ${OPTIONS} });
const own = { options: { units: mkOption({ type: types.attrsOf(service), default: {} }) } };
export default ({ pkgs }) => ({
  imports: [own],
  units: Object.fromEntries(Array.from({ length: ${count} }, (_, i) => ["unit-" + i, ${SERVICE}])),
});`;

/** The same with a function for every service, which reads its own configuration, and one that reads them all. */
const functions = (count: number) => `import { lib } from "decl";
const { mkOption, types } = lib;
const service = types.submodule(({ name, config }) => ({
  options: ${OPTIONS},
  config: { url: "http://" + name + ":" + config.port },
}));
const own = { options: { units: mkOption({ type: types.attrsOf(service), default: {} }) } };
const ports = ({ config, lib }) => ({
  image: { exposedPorts: Object.fromEntries(Object.values(config.units).map(({ port }) => [port + "/tcp", {}])) },
});
export default ({ pkgs }) => ({
  imports: [own, ports],
  units: Object.fromEntries(Array.from({ length: ${count} }, (_, i) => ["unit-" + i, ${SERVICE}])),
});`;

/** decl's own modules with as many systemd services, which have a hundred options each. */
const services = (count: number) => `export default ({ pkgs }) => ({
  systemd: { services: Object.fromEntries(Array.from({ length: ${count} }, (_, i) => ["unit-" + i, {
    description: "service " + i,
    script: "exec server --port " + (1000 + i),
    path: [pkgs.hello, pkgs.bash],
    wantedBy: ["multi-user.target"],
    after: ["network.target", "unit-" + (i - 1) + ".service"],
    environment: { NAME: "unit-" + i, HOME: "/var/lib/unit" },
    serviceConfig: { User: "nobody", Restart: "always" },
  }])) },
});`;

const only = process.argv[2];
for (const [name, text] of Object.entries({ plain, functions, services })) {
  if (only !== undefined && only !== name) continue;
  let before: number | undefined;
  for (const count of SIZES) {
    const time = await evaluationTime(text(count));
    const ratio = before === undefined ? "" : `, ${(time / before).toFixed(2)} times the half`;
    console.log(`${name}: ${count} services: ${(time * 1000).toFixed(0)} ms${ratio}`);
    before = time;
  }
}

async function evaluationTime(text: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const declaration = await prepared(text);
    const start = process.cpuUsage();
    evaluateConfiguration(started(declaration));
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1e6);
  }
  return median(times);
}

async function prepared(text: string): Promise<Declaration> {
  const limits = { milliseconds: 600_000, bytes: 512 * 1024 * 1024 };
  return prepareDeclaration(await loadDeclaration("image.ts", text, async () => new Map(), { limits }));
}

function started(declaration: Declaration) {
  const platform = { os: "linux", architecture: "amd64", system: "x86_64-linux" };
  return declaration.start({ args: {}, platform, target: "" }).root;
}
