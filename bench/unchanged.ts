import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declArguments, docker, median, seconds } from "./docker.ts";

/**
 * What a build costs that has nothing to do: `node bench/unchanged.ts`. On this machine's engine, from the client's start to
 * its end, beside a Dockerfile's, with a lock file and without; they take turns, so that what else the machine does falls on
 * all of them. The frontend's process alone is bench/frontend.ts.
 */
const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";
const SMALL = `// syntax=${FRONTEND}
export default ({ pkgs }) => ({ image: { cmd: ["hello"] }, environment: { systemPackages: [pkgs.hello] } });
`;
const ROUNDS = 10;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  for (const name of ["free", "locked"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "image.ts"), SMALL);
  }
  writeFileSync(join(folder, "free", "Dockerfile"), "FROM scratch\nCOPY image.ts /\n");
  const locked = join(folder, "locked");
  docker("buildx", "build", "-f", join(locked, "image.ts"), ...declArguments(), "--target=lock", "-o", locked, locked);
  onEngine();
} finally {
  rmSync(folder, { recursive: true });
}

function onEngine(): void {
  const cases = (["", "--provenance=false"] as const).flatMap((flag) =>
    (["Dockerfile", "decl", "decl with a lock file"] as const).map((what) => ({ what, flag })),
  );
  const times = cases.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { what, flag }] of cases.entries()) {
      const context = join(folder, what === "decl with a lock file" ? "locked" : "free");
      const file = what === "Dockerfile" ? [] : ["-f", join(context, "image.ts"), ...declArguments()];
      const args = [...file, ...(flag === "" ? [] : [flag]), "-t", `bench-unchanged-${index}`, context];
      const took = seconds(() => docker("buildx", "build", ...args));
      if (round > 0) times[index]?.push(took); // the first one makes what the others find
    }
  }
  console.log(`nothing to do, ${ROUNDS} builds of each in turn:`);
  console.log("| | median, s | fastest, s | beside the Dockerfile of the same round |\n|---|---|---|---|");
  for (const [index, { what, flag }] of cases.entries()) {
    const own = times[index] ?? [];
    const beside = own.map((time, round) => time / (times[index - (index % 3)]?.[round] ?? Number.NaN));
    const figures = [median(own), Math.min(...own), median(beside)].map((figure) => figure.toFixed(2));
    console.log(`| ${what}${flag === "" ? "" : `, ${flag}`} | ${figures.join(" | ")} |`);
  }
}
