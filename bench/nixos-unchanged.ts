/**
 * A build with nothing changed whose image has NixOS's modules, beside one of the same size without: `node bench/nixos-unchanged.ts`.
 * Both have nginx with one site as a service, from the same package set, whose names real Nix looks up; the one by a module of the
 * small NixOS of test/live, the other by decl's own. They take turns, so that what else the machine does falls on both.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nixosContexts } from "../test/live/nixos-set.ts";
import { docker, median, seconds } from "./docker.ts";

const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";
const ROUNDS = 10;
const SITES = {
  "with nixos": `nixos: { services: { "hello-web": { enable: true, port: 8080, root: "/srv" } } },`,
  without: `services: { nginx: { enable: true, validateConfigFile: false, virtualHosts: { localhost: { listen: [{ addr: "0.0.0.0", port: 8080 }], root: "/srv" } } } },`,
};

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  const contexts = Object.entries(nixosContexts()).map(([name, path]) => `--build-context=${name}=${path}`);
  const times = Object.entries(SITES).map(([what, options]) => {
    const context = join(folder, what.replace(" ", "-"));
    mkdirSync(context);
    const text = `// syntax=${FRONTEND}
export default ({ pkgs }) => ({ nixpkgs: { binaryCaches: [] }, ${options} environment: { systemPackages: [pkgs.bash] } });
`;
    writeFileSync(join(context, "image.ts"), text);
    return { what, context, seconds: [] as number[] };
  });
  for (let round = 0; round <= ROUNDS; round++) {
    for (const one of times) {
      const args = [
        "-f",
        join(one.context, "image.ts"),
        ...contexts,
        "--provenance=false",
        "-t",
        "bench-nixos",
        one.context,
      ];
      const took = seconds(() => docker("buildx", "build", ...args));
      if (round > 0) one.seconds.push(took); // the first one makes what the others find
    }
  }
  const [theirs, ours] = times;
  console.log(`nothing to do, ${ROUNDS} builds of each in turn:\n| | median, s | fastest, s |\n|---|---|---|`);
  for (const { what, seconds: own } of times)
    console.log(`| ${what} | ${median(own).toFixed(2)} | ${Math.min(...own).toFixed(2)} |`);
  const beside = (theirs?.seconds ?? []).map((time, round) => time / (ours?.seconds[round] ?? Number.NaN));
  console.log(`with nixos beside without, median of the rounds: ${median(beside).toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true });
}
