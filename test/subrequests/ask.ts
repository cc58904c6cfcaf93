import { answerSubrequest } from "../../src/subrequests/router.ts";
import { fakeSession } from "../context/fake-session.ts";

export interface Question {
  /** The build file and what lies beside it, which is the build context too; the first is the build file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further options of the client, e.g. "target" or "build-arg:NAME". */
  readonly options?: Readonly<Record<string, string>>;
  /** The packages of `--build-context nixpkgs`: names, or entries of its name table. */
  readonly packages?: readonly string[] | Readonly<Record<string, unknown>>;
}

/** Asks a subrequest under a fake daemon. */
export async function ask(name: string, { files = {}, options = {}, packages }: Question = {}) {
  const filename = Object.keys(files)[0] ?? "image.ts";
  const contexts: Record<string, string> = packages === undefined ? {} : { "context:nixpkgs": "local:nixpkgs" };
  const { session, bridge } = await fakeSession(
    { files: { dockerfile: files, context: files, nixpkgs: { "packages.json": nameTable(packages ?? {}) } } },
    { filename, requestid: name, ...contexts, ...options },
  );
  const { metadata } = await answerSubrequest(name, session);
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
