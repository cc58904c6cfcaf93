/**
 * What becomes of services of a real NixOS: `DECL_NIXPKGS=DIR node bench/nixos-services.ts [--write] [NAME…]` evaluates each of
 * nixos-services.json, or those with a NAME, as a build does, on this machine, and prints a table: the time of a processor that this
 * takes, what units come of it, what would be built and what is left out. With `--write` the rows take the place of those in
 * docs/nixos-services.md, whose last column is written by hand. Needs a nix-instantiate on PATH.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { askRealNixos, madeFor } from "../test/live/ask-real-nixos.ts";
import "../scripts/lib/text-imports.ts";

const { explainNixosError } = await import("../src/reasons/nixos.ts");
const { nixosServices } = await import("../src/modules/nixos/units.ts");

const SERVICES: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "nixos-services.json"), "utf8"),
);
const PAGE = join(import.meta.dirname, "../docs/nixos-services.md");
const { DECL_NIXPKGS } = process.env;
if (DECL_NIXPKGS === undefined) throw new Error("DECL_NIXPKGS names a folder with a nixpkgs");
const [isWritten, wanted] = [
  process.argv.includes("--write"),
  process.argv.slice(2).filter((one) => one !== "--write"),
];

console.log("| service | evaluates | units | built for it | left out |\n|---|---|---|---|---|");
const rows = new Map<string, string>();
for (const [name, text] of Object.entries(SERVICES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const line = `| ${name} | ${row(DECL_NIXPKGS, text).join(" | ")} |`;
  console.log(line);
  rows.set(name, line);
}
if (isWritten) writeFileSync(PAGE, withRows(readFileSync(PAGE, "utf8"), rows));

/** The page with new rows in the order of the services, and how many of all evaluate. */
function withRows(page: string, made: ReadonlyMap<string, string>): string {
  const start = page.indexOf("\n|---|---|---|---|---|---|\n") + "\n|---|---|---|---|---|---|\n".length;
  const end = page.indexOf("\n\n", start);
  const old = new Map(
    page
      .slice(start, end)
      .split("\n")
      .map((line) => [cellsOf(line)[0] ?? "", line]),
  );
  const lines = Object.keys(SERVICES).flatMap((name) => {
    const [line, before] = [made.get(name), old.get(name)];
    return line === undefined ? (before ?? []) : `${line} ${cellsOf(before ?? "").at(5) ?? ""} |`;
  });
  const evaluated = lines.map(cellsOf).filter(([, evaluates = ""]) => / s$/.test(evaluates));
  const plain = evaluated.filter((cells) => cells[3] === "");
  const counts = `${lines.length} services, of which ${evaluated.length} evaluate, ${plain.length} of those with nothing built but what is a package.`;
  return (page.slice(0, start) + lines.join("\n") + page.slice(end)).replace(/^\d+ services, of which .*$/m, counts);
}

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

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
