import { spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { withNix, withNixCommand } from "./real-nix.ts";

const MAKE_REPOSITORY = `
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.org
cd /mnt
git init -q --bare -b main set.git
git -C set.git config uploadpack.allowAnySHA1InWant true
for folder in /mnt/commits/*; do
  git --git-dir set.git --work-tree "$folder" add -A .
  git --git-dir set.git --work-tree "$folder" commit -qm commit
  git --git-dir set.git tag "$(basename "$folder")"
  git --git-dir set.git rev-parse HEAD
done
`;

/** Makes `root`/set.git with a commit of each folder, tagged "v0" and so on. Returns the commits. */
export function makeRepository(root: string, folders: readonly string[]): string[] {
  mkdirSync(join(root, "commits"));
  for (const [index, folder] of folders.entries()) cpSync(folder, join(root, `commits/v${index}`), { recursive: true });
  return withNix(root, MAKE_REPOSITORY).trim().split("\n");
}

/** Hands a request to git's own CGI program. */
export function answerGit(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", "http://x");
  const variables = {
    GIT_PROJECT_ROOT: "/mnt",
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: "*",
    PATH_INFO: decodeURIComponent(pathname),
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: `${request.headers["git-protocol"] ?? ""}`,
  };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", "")}'\n`);
  const [command, args, env] = withNixCommand(root, `${exports.join("")}exec git http-backend`);
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const headers = output
      .subarray(0, end)
      .toString("latin1")
      .split("\r\n")
      .map((line) => line.split(/:\s*/, 2));
    const status = Number.parseInt(headers.find(([name]) => name === "Status")?.[1] ?? "200", 10);
    const fields = Object.fromEntries(headers.filter(([name]) => name !== "Status"));
    response.writeHead(status, fields).end(output.subarray(end + 4));
  });
}
