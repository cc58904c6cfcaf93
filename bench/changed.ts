import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declArguments, docker, median, seconds } from "./docker.ts";

/**
 * What a build costs after one file of an application has changed: `node bench/changed.ts [ROUNDS]`. Beside it a Dockerfile that
 * copies the same file onto the same image, and the declaration with nothing changed. They take turns, so that what else the
 * machine does falls on all of them.
 */
const ROUNDS = Number(process.argv[2] ?? 10);
const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";
const DECLARATION = `// syntax=${FRONTEND}
import { context, image } from "decl";
export default image(({ pkgs }) => ({
  environment: { systemPackages: [pkgs.nginx, pkgs.php, pkgs.git, pkgs.bash, pkgs.coreutils, context("./app")] },
  image: { checks: { app: { command: ["/bin/sh", "-c", "test -e /bin/app"] } } },
}));
`;
const IMAGE = "bench-changed";

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  mkdirSync(join(folder, "app/bin"), { recursive: true });
  writeFileSync(join(folder, "image.ts"), DECLARATION);
  const change = (text: string) => writeFileSync(join(folder, "app/bin/app"), text);
  const decl = () => docker("buildx", "build", "-f", join(folder, "image.ts"), ...declArguments(), "-t", IMAGE, folder);
  change("first");
  decl();
  docker("tag", IMAGE, `${IMAGE}-base`);
  writeFileSync(join(folder, "Dockerfile"), `FROM ${IMAGE}-base\nCOPY app/bin/app /bin/app\n`);
  const copied = () => docker("buildx", "build", "-t", `${IMAGE}-copied`, folder);
  copied();

  const cases = { "Dockerfile, COPY": copied, "decl, a file changed": decl, "decl, nothing changed": decl };
  const times = Object.values(cases).map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    change(`${process.pid} ${round}`);
    for (const [index, run] of Object.values(cases).entries()) times[index]?.push(seconds(run));
  }
  console.log(`one file of an application changed, ${ROUNDS} builds of each in turn:`);
  console.log(
    "| | median, s | fastest, s | slowest, s | beside the Dockerfile of the same round |\n|---|---|---|---|---|",
  );
  for (const [index, what] of Object.keys(cases).entries()) {
    const own = times[index] ?? [];
    const beside = own.map((time, round) => time / (times[0]?.[round] ?? Number.NaN));
    const figures = [median(own), Math.min(...own), Math.max(...own), median(beside)].map((figure) =>
      figure.toFixed(2),
    );
    console.log(`| ${what} | ${figures.join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
