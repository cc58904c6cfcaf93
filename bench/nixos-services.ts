/**
 * What becomes of services of a real NixOS: `DECL_NIXPKGS=DIR node bench/nixos-services.ts [NAME…]` evaluates each of
 * nixos-services.json as a build does, on this machine, and prints a table: the time of a processor that takes, what units come of it, what would
 * be built and what is left out. Needs a nix-instantiate on PATH.
 */
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { askRealNixos, madeFor } from "../test/live/ask-real-nixos.ts";
import "../scripts/lib/text-imports.ts";

const { explainNixosError } = await import("../src/reasons/nixos.ts");
const { nixosServices } = await import("../src/modules/nixos/units.ts");

const SERVICES: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "nixos-services.json"), "utf8"),
);
const { DECL_NIXPKGS } = process.env;
if (DECL_NIXPKGS === undefined) throw new Error("DECL_NIXPKGS names a folder with a nixpkgs");
const wanted = process.argv.slice(2);

console.log("| service | evaluates | units | built for it | left out |\n|---|---|---|---|---|");
for (const [name, text] of Object.entries(SERVICES)) {
  if (wanted.length === 0 || wanted.includes(name)) console.log(`| ${name} | ${row(DECL_NIXPKGS, text).join(" | ")} |`);
}

function row(nixpkgs: string, text: string): string[] {
  const asked = askRealNixos("nix-instantiate", nixpkgs, text);
  if ("error" in asked) {
    const { message } = explainNixosError(asked.error);
    return [`no: ${message.replaceAll("|", "/").slice(0, 160)}`, "", "", ""];
  }
  const { answer, store, cpuSeconds } = asked;
  try {
    const services = nixosServices(answer.services);
    const units = [
      ...Object.entries(services).map(([unit, { serviceConfig }]) => `${unit} (${serviceConfig.Type ?? "simple"})`),
      ...Object.keys(answer.timers).map((unit) => `${unit}.timer`),
      ...Object.keys(answer.sockets).map((unit) => `${unit}.socket`),
    ];
    const left = answer.ignored.map(({ path }) => path.join("."));
    const built = madeFor(JSON.stringify({ ...answer, services }), store);
    const wrong = answer.failures.map((failure) => failure.trim().replace(/\s+/g, " "));
    return [
      wrong.length > 0 ? `needs more: ${wrong.join("; ").slice(0, 160)}` : `${cpuSeconds.toFixed(1)} s`,
      ...[units, built, left].map((list) => list.join(", ")),
    ];
  } finally {
    rmSync(dirname(dirname(dirname(store))), { recursive: true });
  }
}
