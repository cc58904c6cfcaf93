import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atOnceFrontend } from "./at-once.ts";
import { declArguments, docker, median, seconds } from "./docker.ts";
import { keepResults } from "./results.ts";

/**
 * What a build costs that has nothing or next to nothing to do: `node bench/unchanged.ts [ROUNDS]`. On this machine's engine, from the
 * client's start to its end, beside a frontend that reads nothing and answers at once, and a Dockerfile's. They take turns, so
 * that what else the machine does falls on all of them. The frontend's process alone is bench/frontend.ts.
 */
const ROUNDS = Number(process.argv[2] ?? 10);
const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";
const AT_ONCE = "bench-at-once";

const declaration = (motd = "", greeting = "hello") => `// syntax=${FRONTEND}
export default ({ pkgs }) => ({
  image: { cmd: ["hello"] },
  environment: { systemPackages: [pkgs.hello], etc: { motd: { text: "${motd}" } } },
  systemd: { services: { web: { serviceConfig: { ExecStart: "/bin/hello -g ${greeting}" } } } },
});
`;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  const write = (name: string, file: string, text: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, file), text);
  };
  const build = (name: string, ...args: string[]) =>
    docker("buildx", "build", ...args, "-t", `bench-unchanged-${name}`, join(folder, name));
  const decl = (name: string) => build(name, "-f", join(folder, name, "image.ts"), ...declArguments());
  await atOnceFrontend(AT_ONCE, FRONTEND, join(folder, "at-once-frontend"));
  write("at-once", "any", `# syntax=${AT_ONCE}\n`);
  write("dockerfile", "Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
  write("free", "image.ts", declaration());
  write("locked", "image.ts", declaration());
  const locked = join(folder, "locked");
  docker("buildx", "build", "-f", join(locked, "image.ts"), ...declArguments(), "--target=lock", "-o", locked, locked);

  const cases: Record<string, (round: number) => void> = {
    "a frontend that answers at once": () => build("at-once", "-f", join(folder, "at-once/any")),
    "a Dockerfile with one COPY": () => build("dockerfile"),
    "decl, nothing changed": () => decl("free"),
    "the same with a lock file": () => decl("locked"),
    "decl, a file of /etc changed": (round) => {
      write("etc", "image.ts", declaration(`${process.pid} ${round}`));
      decl("etc");
    },
    "decl, a unit changed": (round) => {
      write("unit", "image.ts", declaration("", `${process.pid}-${round}`));
      decl("unit");
    },
  };
  const times = Object.fromEntries(Object.keys(cases).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, run] of Object.entries(cases)) {
      const took = seconds(() => run(round));
      if (round > 0) times[name]?.push(took); // the first one makes what the others find
    }
  }
  console.log(`nothing to do, ${ROUNDS} builds of each in turn:`);
  console.log("| | seconds: median | fastest | slowest | beside the first of the same round |\n|---|---|---|---|---|");
  const [floor = []] = Object.values(times);
  for (const [name, own] of Object.entries(times)) {
    const beside = own.map((time, round) => time / (floor[round] ?? Number.NaN));
    const figures = [median(own), Math.min(...own), Math.max(...own), median(beside)].map((figure) =>
      figure.toFixed(2),
    );
    console.log(`| ${[name, ...figures].join(" | ")} |`);
  }
  keepResults("unchanged", { rounds: ROUNDS, seconds: times });
} finally {
  rmSync(folder, { recursive: true });
}
