import { readBuildFile } from "../context/build-file.ts";
import { askForIgnoreFile } from "../context/context-files.ts";
import { lockCommand, lockName, readLockFile } from "../context/lock-file.ts";
import type { BuildRequest } from "../context/request.ts";
import type { Session } from "../context/session.ts";
import { type Declaration, prepareDeclaration } from "../declaration/evaluate.ts";
import { loadDeclaration } from "../declaration/load.ts";
import { requireEngine } from "../engine/requirements.ts";
import type { SourceFile } from "../llb/source-map.ts";
import type { Digest } from "../llb/vertex.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { parseLock } from "../packages/lock/parse-lock.ts";

/** The build file with what it imports, ready to be evaluated. */
export interface OpenDeclaration {
  readonly declaration: Declaration;
  /** The step that loaded the build file: warnings hang on it. */
  readonly vertex: Digest;
  /** The lock file beside the build file; also where the build is told not to follow it. Throws a DeclError. */
  readonly lock: () => LockFile | undefined;
}

/** Reads the build file and what it imports into `sources`, so that errors and warnings can show them. Throws a DeclError. */
export async function openDeclaration(session: Session): Promise<OpenDeclaration> {
  const { engine, request, sources } = session;
  const reading = Promise.all([readBuildFile(session), readLockFile(session)]);
  const [folder, lockText] = await reading;
  sources.set(request.filename, { name: request.filename, data: folder.text });
  requireEngine(await engine.capabilities);
  if (folder.text.includes("context")) await askForIgnoreFile(session);
  const readFiles: typeof folder.readFiles = async (files) => {
    const texts = await folder.readFiles(files);
    for (const [file, text] of texts) sources.set(file, { name: file, data: text });
    return texts;
  };
  const loaded = await loadDeclaration(request.filename, folder.text, readFiles, {
    missingHint: () => folder.missingHint,
  });
  return {
    declaration: await prepareDeclaration(loaded),
    vertex: folder.vertex,
    lock: () => (lockText === undefined ? undefined : readLock(request, lockText, sources)),
  };
}

/** The lock as far as the build is to follow it. */
export function lockToFollow({ lock }: OpenDeclaration, { settings }: BuildRequest): LockFile | undefined {
  return settings.lock === "use" ? lock() : undefined;
}

/** The text stays, so that errors about what the lock says can show it. */
function readLock(request: BuildRequest, text: string, sources: Map<string, SourceFile>): LockFile {
  const name = lockName(request.filename);
  sources.set(name, { name, data: text });
  return parseLock(name, text, `write it again: remove it and run ${lockCommand(request)}`);
}
