import type { ProcessSettings } from "../context/process-settings.ts";
import type { ExecOptions } from "../llb/exec.ts";
import { type Mount, tmpfsMount } from "../llb/mount.ts";
import { defined } from "../text/defined.ts";

/**
 * The options of a step that runs a program of somebody else's, as the client wants it. A step without a network of its own
 * gets none by `--network` either.
 */
export function processOptions(
  settings: ProcessSettings | undefined,
  hasNetwork: boolean,
): Pick<ExecOptions, "extraHosts" | "ulimits" | "cgroupParent" | "network"> {
  const { hosts = [], ulimits = [], cgroupParent, network = "sandbox" } = settings ?? {};
  return {
    ...(hosts.length === 0 ? {} : { extraHosts: hosts }),
    ...(ulimits.length === 0 ? {} : { ulimits }),
    ...defined({ cgroupParent }),
    network: hasNetwork ? network : "none",
  };
}

/** The shared memory that the client wants it to have. */
export function processMounts(settings: ProcessSettings | undefined): Mount[] {
  return settings?.shmSize === undefined ? [] : [tmpfsMount("/dev/shm", settings.shmSize)];
}
