import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildContext, docker, dockerOutput, FRONTEND, type Store, temporaryFolder } from "./engine.ts";
import { firstDifference } from "./image-difference.ts";

const IMAGES = resolve(import.meta.dirname, "../../images");
/** `REPRODUCE=all`: every image is built without any cache, twice in each store, in many minutes. */
const ALL = process.env.REPRODUCE === "all";
/** Those that are built without any cache, else, and in both stores. */
const COLD = ["users.ts", "nginx.ts"];
/** Its base is not in the package set. */
const NOT_HERE = ["from.ts"];
const FILES = ["composed/image.ts", ...readdirSync(IMAGES)].filter(
  (file) => /\.(?:ts|json)$/.test(file) && file !== "tsconfig.json" && !NOT_HERE.includes(file),
);
const made: { readonly name: string; readonly store: Store | undefined }[] = [];

afterAll(async () => {
  for (const { name, store } of made) await docker(["image", "rm", name], { store });
});

/** What a checkout of somebody else looks like: another folder, other times, and files that nobody else may read. */
function copyOfImages(name: string): string {
  const folder = join(temporaryFolder(), name);
  const script = `umask 077; cp -r "$1" "$2"; chmod -R go= "$2"; find "$2" -exec touch -d 2001-02-03 {} +
    grep -rl decl/frontend "$2" | xargs sed -i "s,decl/frontend,$3,"`;
  execFileSync("bash", ["-euc", script, "copy", IMAGES, folder, FRONTEND]);
  return folder;
}

async function idOf(file: string, folder: string, store: Store | undefined, options: readonly string[]) {
  // Another run on the same engine, of another frontend, would move a name of both.
  const name = `live-reproduced-${process.pid}-${basename(folder)}-${file.replaceAll(/[./]/g, "-")}`;
  const path = join(folder, file);
  const output = ["--provenance=false", "-t", name, ...options];
  made.push({ name, store });
  const built = await buildContext(dirname(path), { file: path, store, options: output });
  expect(built.code, built.output).toBe(0);
  return { name, id: (await dockerOutput(["image", "inspect", "-f", "{{.Id}}", name], store)).trim() };
}

async function isTheSame(file: string, store: Store | undefined, options: readonly string[]): Promise<void> {
  const one = await idOf(file, copyOfImages("one"), store, options);
  const folder = copyOfImages("other");
  // A name of its own, comments and empty lines above and around what it declares.
  execFileSync("bash", [
    "-euc",
    'chmod -R a+rX "$1"; [[ $2 == *.json ]] || sed -i "2i // a comment\\n\\n" "$1/$2"',
    "x",
    folder,
    file,
  ]);
  const environment = { TZ: process.env.TZ, LC_ALL: process.env.LC_ALL };
  Object.assign(process.env, { TZ: "Asia/Tokyo", LC_ALL: "C" });
  try {
    const other = await idOf(file, folder, store, options);
    if (one.id !== other.id) expect(await firstDifference(one.name, other.name, store)).toBe("none");
    expect(one.id).toBe(other.id);
  } finally {
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

describe("an image is the same from another folder, with other times, modes, comments, time zone and locale", () => {
  it.each(ALL ? [] : FILES.filter((file) => !COLD.includes(file)))("images/%s", (file) =>
    isTheSame(file, undefined, []),
  );

  it.each(
    (ALL ? FILES : COLD).flatMap((file) =>
      (["containerd", "graphdriver"] as const).map((store) => [file, store] as const),
    ),
  )("images/%s, without any cache, in the store %s", (file, store) => isTheSame(file, store, ["--no-cache"]));
});
