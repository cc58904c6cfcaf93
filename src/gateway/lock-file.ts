import { basename } from "node:path/posix";
import { lockName } from "../nix/lock/lock-file.ts";
import type { BuildRequest } from "../request/request.ts";
import { folderSource, openBuildContext } from "./build-context.ts";
import type { Gateway } from "./client.ts";
import { localFolder } from "./local-folder.ts";

/**
 * The lock file beside the build file, or undefined. It is a source of its own: the one of the build file has to stay as the
 * builtin frontend made it.
 */
export async function readLockFile(gateway: Gateway, request: BuildRequest): Promise<string | undefined> {
  const name = lockName(request.filename);
  const { buildFolder } = await openBuildContext(gateway, request);
  const source = folderSource(request, buildFolder, {
    followPaths: [name],
    sharedKeyHint: "decl-lock",
    differ: "none",
    name: `[internal] load ${name}`,
  });
  return localFolder(gateway, source).readText(name);
}

/** How the lock file of a build is written, for hints. */
export function lockCommand({ filename, mainContext }: Pick<BuildRequest, "filename" | "mainContext">): string {
  return `docker buildx build -f ${filename} --target lock -o . ${mainContext.argument}`;
}

/** What `-o DIR` writes. */
export function lockFileName({ filename }: Pick<BuildRequest, "filename">): string {
  return basename(lockName(filename));
}
