import { DaemonError } from "./daemon-error.ts";

// Seen with BuildKit 0.25 of Docker Engine 28.5.2, and read in BuildKit's sources up to 0.32.

/** A missing file, folder or image, also below what is no folder. The status code differs between daemons, so the text counts too. */
export function isNotFound(error: unknown): boolean {
  if (!(error instanceof DaemonError)) return false;
  return (
    error.kind === "not-found" ||
    /no such file or directory|not a directory|not found|does not exist/.test(error.message)
  );
}

/** The file that a copy or a mount names and its source does not have (cache/contenthash). */
export const missingFile = (message: string): string | undefined => /"\/([^"]+)": not found/.exec(message)?.[1];

/** How the program of a step ended (solver/llbsolver/ops/exec.go): "exit code: 1", else all that is said. */
export const exitOf = (message: string): string => /exit code: \d+/.exec(message)?.[0] ?? message;

/** An http source that got another file than its checksum is of (source/http). With a checksum an error page is hashed too. */
export const isDigestMismatch = (message: string): boolean => message.includes("digest mismatch");

/** The hash of that file. */
export const receivedDigest = (message: string): string | undefined =>
  /digest mismatch (sha256:[0-9a-f]{64})/.exec(message)?.[1];

/** Docker's graph driver store lists the capability for OCI layouts, and has no such source. */
export const lacksOciLayouts = (message: string): boolean => message.includes("unknown scheme oci-layout");

/** Why MergeOp is switched off on Docker's graph drivers (moby: daemon/internal/builder-next). */
export const wantsContainerdStore = (refusal: string): boolean => refusal.includes("containerd image store");

/** What the machine of the engine ran out of, which is nobody else's fault. */
export interface EngineTrouble {
  readonly reason: string;
  readonly hint: string;
}

/** ENOSPC and EDQUOT, said by the daemon, by Node, by a program or by musl ("Quota exceeded"); and who was ended with SIGKILL has the exit code 137. */
export function engineTrouble(message: string): EngineTrouble | undefined {
  if (/no space left on device|ENOSPC|quota exceeded|EDQUOT/i.test(message)) {
    return {
      reason: "the disk of the engine is full",
      hint: "`docker system df` says of what; `docker buildx prune` and `docker image prune` make room",
    };
  }
  if (/exit code: 137\b|signal: killed|was ended by SIGKILL/.test(message)) {
    return {
      reason: "the step was killed from outside",
      hint: "the system does that where memory is short: `dmesg` on the engine's machine says so, and a limit on the engine does too",
    };
  }
  if (/cannot allocate memory|out of memory|ENOMEM/i.test(message)) {
    return {
      reason: "the memory of the engine's machine is full",
      hint: "the machine has to have more of it for this build",
    };
  }
  return undefined;
}
