import { basename } from "node:path/posix";
import { folderSource } from "./build-context.ts";
import type { BuildRequest } from "./request.ts";
import type { Session } from "./session.ts";
import { openTree } from "./tree.ts";

/** "web.ts" has "web.lock.json" beside it. */
export function lockName(declaration: string): string {
  return `${declaration.replace(/(?<=[^/])\.[^./]+$/, "")}.lock.json`;
}

/**
 * The lock file beside the build file, or undefined. It is a source of its own: the one of the build file has to stay as the
 * builtin frontend made it.
 */
export function readLockFile(session: Session): Promise<string | undefined> {
  const { filename, buildFolder } = session.buildContext;
  const name = lockName(filename);
  const source = folderSource(session, buildFolder, {
    followPaths: [name],
    sharedKeyHint: "decl-lock",
    differ: "none",
    name: `[internal] load ${name}`,
  });
  return openTree(session, source).readText(name);
}

/** How the lock file of a build is written, for hints. */
export function lockCommand({ filename, mainContext }: Pick<BuildRequest, "filename" | "mainContext">): string {
  return `docker buildx build -f ${filename} --target lock -o . ${mainContext.argument}`;
}

/** What `-o DIR` writes. */
export function lockFileName({ filename }: Pick<BuildRequest, "filename">): string {
  return basename(lockName(filename));
}
