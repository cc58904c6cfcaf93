import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./engine.ts";
import { answerGit, makeRepository } from "./git-repository.ts";

export interface GitServer {
  /** The address of the repository. */
  readonly url: string;
  /** Commits, the newest last. */
  readonly commits: readonly string[];
  /** What was asked for, in order. */
  readonly requests: readonly string[];
}

/** Serves a repository with a commit of each folder, tagged "v0" and so on, on 127.0.0.1 until the test is over. */
export async function serveGit(folders: readonly string[]): Promise<GitServer> {
  const root = temporaryFolder();
  const commits = makeRepository(root, folders);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answerGit(root, request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/set.git`, commits, requests };
}
