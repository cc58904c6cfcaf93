import { describe, expect, it } from "vitest";
import {
  engineTrouble,
  exitOf,
  isDigestMismatch,
  isNotFound,
  lacksOciLayouts,
  missingFile,
  receivedDigest,
  wantsContainerdStore,
} from "../../src/reasons/buildkit.ts";
import { DaemonError } from "../../src/reasons/daemon-error.ts";

const hex = "0".repeat(64);

describe("what BuildKit says", () => {
  it.each([
    "lstat /x: no such file or directory",
    "lstat /file/x: not a directory",
    "docker.io/library/x:1: not found",
    "pull access denied, repository does not exist or may require authorization",
  ])("of something that is not there: %s", (message) => {
    expect(isNotFound(new DaemonError(message))).toBe(true);
    expect(isNotFound(new Error(message))).toBe(false);
  });

  it("of something else that is not there, by its code", () => {
    expect(isNotFound(new DaemonError("no", "not-found"))).toBe(true);
    expect(isNotFound(new DaemonError("no"))).toBe(false);
  });

  it.each([
    ['failed to compute cache key: failed to calculate checksum of ref a::b: "/nar/x.nar": not found', "nar/x.nar"],
    ["failed to compute cache key", undefined],
  ])("of a file that a mount names: %s", (message, file) => {
    expect(missingFile(message)).toBe(file);
  });

  it.each([
    ['process "/bin/node" did not complete successfully: exit code: 137', "exit code: 137"],
    ["failed to create shim task: OCI runtime create failed", "failed to create shim task: OCI runtime create failed"],
  ])("of a step that failed: %s", (message, exit) => {
    expect(exitOf(message)).toBe(exit);
  });

  it("of a file that is not the one with the checksum", () => {
    const message = `digest mismatch sha256:${hex}: sha256:1`;
    expect([isDigestMismatch(message), receivedDigest(message)]).toEqual([true, `sha256:${hex}`]);
    expect([isDigestMismatch("EOF"), receivedDigest("EOF")]).toEqual([false, undefined]);
  });

  it.each([
    ["write /x: no space left on device", "the disk of the engine is full"],
    ["ENOSPC: no space left on device, write", "the disk of the engine is full"],
    ["write /x: disk quota exceeded", "the disk of the engine is full"],
    ["/lib/x: No space left on device", "the disk of the engine is full"],
    ["/lib/x: Quota exceeded", "the disk of the engine is full"],
    ["a process: Out of memory", "the memory of the engine's machine is full"],
    ["exit code: 137", "the step was killed from outside"],
    ["xz was ended by SIGKILL", "the step was killed from outside"],
    ["fork/exec /bin/node: cannot allocate memory", "the memory of the engine's machine is full"],
    ["exit code: 1370", undefined],
    ["exit code: 1", undefined],
  ])("of what the machine ran out of: %s", (message, reason) => {
    expect(engineTrouble(message)?.reason).toBe(reason);
  });

  it("of what a graph driver store cannot do", () => {
    expect(lacksOciLayouts("failed to load cache key: unknown scheme oci-layout")).toBe(true);
    expect(wantsContainerdStore("only enabled with containerd image store backend")).toBe(true);
    expect(lacksOciLayouts("x") || wantsContainerdStore("it is switched off")).toBe(false);
  });
});
