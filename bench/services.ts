import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundle } from "../scripts/lib/bundle.ts";
import type { planServices as PlanServices } from "../src/services/plan-services.ts";
import type { ServicePlan } from "../src/services/service-plan.ts";
import { declArguments, docker, median, seconds } from "./docker.ts";

/**
 * What supervision costs: 1, 10 and 200 services that only sleep, under decl's init with and without prefixes, and as
 * background processes of one shell that knows nothing of readiness, order, restarts or exit codes.
 *
 * Ready: from the start of process 1 until the container's command runs. Stop: the whole of `docker stop`, which for a
 * container with nothing to stop is the line "nothing". Memory: the proportional share (Pss) of all processes but the services.
 */
const DECLARATION = `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { env: { PATH: "/bin" } },
  environment: { systemPackages: [pkgs.s6, pkgs.execline, pkgs.bash, pkgs.coreutils, pkgs.findutils, pkgs.gnugrep, pkgs.gnused] },
});
`;
const BASE = "bench-services-base";
const ROUNDS = 3;
/** Milliseconds since process 1 started, in steps of 10. */
const READY = `read -r up _ </proc/uptime; read -r stat </proc/1/stat; fields=(\${stat##*) }); echo $(( 10#\${up/./} * 10 - \${fields[19]} * 10 ))`;

/** How many processes are not \`sleep\` nor this script, and their memory in kB. */
const BESIDE = `n=0 sum=0
for p in /proc/[0-9]*; do
  [[ $p = /proc/$$ ]] && continue
  read -r name <$p/comm; [[ $name = sleep ]] && continue
  while read -r what kb _; do [[ $what = Pss: ]] && sum=$((sum + kb)); done <$p/smaps_rollup
  n=$((n + 1))
done 2>/dev/null
echo $n $sum`;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));

try {
  const program = join(folder, "plan-services.mjs");
  await build({ ...bundle, entryPoints: ["src/services/plan-services.ts"], outfile: program });
  // The bundle's one export is the function of that name.
  const { planServices } = (await import(pathToFileURL(program).href)) as { planServices: typeof PlanServices };

  writeFileSync(join(folder, "base.ts"), DECLARATION);
  docker(
    "buildx",
    "build",
    "--provenance=false",
    "-f",
    join(folder, "base.ts"),
    ...declArguments(),
    "-t",
    BASE,
    folder,
  );
  const programs = ["s6-svscan", "execlineb", "bash", "cp", "find", "grep", "sed"];
  const found = docker("run", "--rm", BASE, "bash", "-c", programs.map((name) => `readlink -f /bin/${name}`).join(";"));
  const [s6 = "", execline = "", bash = "", coreutils = "", findutils = "", gnugrep = "", gnused = ""] = found
    .trim()
    .split("\n")
    .map((path) => path.split("/").slice(0, 4).join("/"));
  const planOf = (count: number, logPrefix: boolean): ServicePlan =>
    planServices({
      services: Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`s${i}`, { serviceConfig: { ExecStart: "/bin/sleep infinity" } }]),
      ),
      targets: {},
      timers: {},
      s6Services: {},
      accounts: { users: new Map(), groups: new Map() },
      locate: () => undefined,
      tools: { s6, execline, bash, coreutils, findutils, gnugrep, gnused },
      logPrefix,
    });

  console.log("| services | how | ready (ms) | stop (s) | processes beside | memory beside (MB) | files | kB |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const count of [0, 1, 10, 200]) {
    for (const logPrefix of count === 0 ? [false] : [true, false]) {
      const plan = planOf(count, logPrefix);
      const bytes = plan.files.reduce(
        (sum, file) => sum + (file.type === "file" ? Buffer.byteLength(file.text) : 0),
        0,
      );
      const how = count === 0 ? "nothing" : logPrefix ? "decl, with prefixes" : "decl";
      report(count, how, image(plan), [], [String(plan.files.length), (bytes / 1000).toFixed(0)]);
    }
    if (count > 0) {
      const start = "/bin/sleep infinity & ".repeat(count);
      const script = `${start} trap 'kill $(jobs -p); exit' TERM; "$@" & wait`;
      report(count, "one shell", BASE, ["bash", "-c", script, "sh"], ["0", (script.length / 1000).toFixed(0)]);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

function report(count: number, how: string, name: string, before: readonly string[], size: readonly string[]): void {
  const ready: number[] = [];
  const stop: number[] = [];
  let beside = "";
  for (let round = 0; round < ROUNDS; round++) {
    const id = docker("run", "-d", name, ...before, "bash", "-c", `${READY}; exec sleep 1000`).trim();
    let logs = "";
    while (!logs.includes("\n")) logs = docker("logs", id);
    ready.push(Number(logs.trim()));
    beside = docker("exec", id, "bash", "-c", BESIDE).trim();
    stop.push(seconds(() => docker("stop", id)));
    docker("rm", "-f", id);
  }
  const [processes, kilobytes] = beside.split(" ");
  const memory = (Number(kilobytes) / 1000).toFixed(1);
  console.log(
    `| ${count} | ${how} | ${median(ready)} | ${median(stop).toFixed(2)} | ${processes} | ${memory} | ${size.join(" | ")} |`,
  );
}

function image(plan: ServicePlan): string {
  const context = mkdtempSync(join(folder, "image-"));
  for (const file of plan.files) {
    const path = join(context, "tree", file.path);
    mkdirSync(dirname(path), { recursive: true });
    if (file.type === "directory") mkdirSync(path, { recursive: true });
    else if (file.type === "symlink") symlinkSync(file.target, path);
    else writeFileSync(path, file.text);
    if (file.type !== "symlink") chmodSync(path, file.mode);
  }
  writeFileSync(
    join(context, "Dockerfile"),
    `FROM ${BASE}\nCOPY tree /\nENTRYPOINT ${JSON.stringify(plan.entrypoint)}\n`,
  );
  docker("buildx", "build", "--provenance=false", "-t", "bench-services", context);
  return "bench-services";
}
