import type { BuildPlan, PlannedBuild } from "./plan-builds.ts";

/** A limit is needed because each step starts Node and Nix, and the engine would start all steps at once. */
const PARALLEL_BUILDS = 12;

/** Does `work` for each build as soon as those before it are done. After a failure nothing more is started, and the failure is thrown. */
export async function inOrder(plan: BuildPlan, work: (planned: PlannedBuild) => Promise<void>): Promise<void> {
  const left = new Map(Array.from(plan, ([path, { after }]) => [path, after.length]));
  const ready = [...plan.values()].filter(({ after }) => after.length === 0);
  const waiting = new Map<string, PlannedBuild[]>();
  for (const planned of plan.values()) {
    for (const path of planned.after) waiting.set(path, [...(waiting.get(path) ?? []), planned]);
  }
  await new Promise<void>((resolve, reject) => {
    let [running, done, hasFailed] = [0, 0, false];
    const fail = (reason: unknown) => {
      hasFailed = true;
      reject(reason);
    };
    const start = () => {
      if (done === plan.size) resolve();
      for (; !hasFailed && running < PARALLEL_BUILDS; running++) {
        const next = ready.shift();
        if (next === undefined) return;
        work(next).then(() => {
          running--;
          done++;
          for (const planned of waiting.get(next.path.path) ?? []) {
            const before = (left.get(planned.path.path) ?? 0) - 1;
            left.set(planned.path.path, before);
            if (before === 0) ready.push(planned);
          }
          start();
        }, fail);
      }
    };
    start();
  });
}
