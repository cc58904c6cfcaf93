import { readRequest } from "../../src/request/request.ts";
import { answerSubrequest } from "../../src/subrequests/router.ts";
import { fakeGateway } from "../gateway/in-process.ts";

export interface Question {
  /** The build file and what lies beside it; the first is the build file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further options of the client, e.g. "target" or "build-arg:NAME". */
  readonly options?: Readonly<Record<string, string>>;
  /** The packages of `--build-context nixpkgs`: names, or entries of its name table. */
  readonly packages?: readonly string[] | Readonly<Record<string, unknown>>;
}

/** Asks a subrequest under a fake daemon. */
export async function ask(name: string, { files = {}, options = {}, packages }: Question = {}) {
  const { gateway, bridge } = await fakeGateway({
    files: { dockerfile: files, nixpkgs: { "packages.json": nameTable(packages ?? {}) } },
  });
  const filename = Object.keys(files)[0] ?? "image.ts";
  const contexts = packages === undefined ? {} : { "context:nixpkgs": "local:nixpkgs" };
  const request = readRequest({
    options: new Map(Object.entries({ filename, requestid: name, ...contexts, ...options })),
    sessionId: "s",
    workerPlatforms: ["linux/amd64"],
  });
  const { metadata } = await answerSubrequest(name, { gateway, request, sources: new Map() });
  const text = (key: string) => Buffer.from(metadata?.[key] ?? []).toString();
  return {
    json: JSON.parse(text("result.json")),
    text: text("result.txt"),
    version: text("version"),
    statusCode: text("result.statuscode"),
    /** How many trees were asked of the daemon. */
    solves: bridge.solves.length,
  };
}

function nameTable(packages: NonNullable<Question["packages"]>): string {
  const entries = Object.entries(packages).map(([key, entry]) => {
    if (typeof entry !== "string") return [key, entry];
    const outputs = { out: `/nix/store/${"0".repeat(32)}-${entry}` };
    return [entry, { name: entry, outputs, defaultOutput: "out" }];
  });
  return JSON.stringify({ version: 1, systems: { "x86_64-linux": Object.fromEntries(entries) } });
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
