import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dumpNar } from "../../../src/nix/nar/dump.ts";
import { hashSri, type NarHash, parseNarHash, sha256Of } from "../../../src/nix/nar-hash.ts";
import { withTree } from "../../../src/steps/archive/packed-tree.ts";
import { unpackTar } from "../../../src/steps/archive/unpack-tar.ts";
import { freshFolder, setIn, tarFile } from "./tar-file.ts";

const WRONG = parseNarHash(`sha256-${Buffer.alloc(32).toString("base64")}`);

async function packed(): Promise<{ archive: string; narHash: NarHash; target: string }> {
  const archive = await tarFile(setIn("set"));
  const plain = join(freshFolder(), "plain");
  await unpackTar(archive, plain);
  const hash = createHash("sha256");
  for (const piece of dumpNar(plain)) hash.update(piece);
  return { archive, narHash: sha256Of(hash.digest()), target: join(freshFolder(), "tree") };
}

/** What was reported, and what was found in the tree. */
async function use(tree: Parameters<typeof withTree>[0], read = async () => "used") {
  const lines: string[] = [];
  return { found: await withTree(tree, (line) => lines.push(line), read), lines };
}

describe("a packed tree", () => {
  it("is unpacked once, and used again where its hash is right", async () => {
    const tree = await packed();
    expect(await use(tree)).toEqual({ found: "used", lines: ["5 files and folders unpacked"] });
    expect(await use(tree)).toEqual({ found: "used", lines: [] });
  });

  it("with another hash is told with both, and nothing stays of it", async () => {
    const tree = await packed();
    const { found } = await use({ ...tree, narHash: WRONG });
    expect(found).toEqual({
      archiveFault: `the tree in it has the NAR hash ${hashSri(tree.narHash)}, and not ${hashSri(WRONG)}`,
    });
    expect(existsSync(tree.target)).toBe(false);
  });

  it("that somebody has changed since is unpacked anew, and what was read of it does not count", async () => {
    const tree = await packed();
    await use(tree);
    writeFileSync(join(tree.target, "default.nix"), "builtins.evil");
    const read = async () => readFileSync(join(tree.target, "default.nix"), "utf8");
    expect(await use(tree, read)).toEqual({ found: "{ }\n", lines: ["5 files and folders unpacked"] });
  });

  it("that is no archive is a fault too", async () => {
    const tree = await packed();
    writeFileSync(tree.archive, "nothing");
    expect((await use(tree)).found).toEqual({ archiveFault: expect.stringContaining("not a tar archive") });
  });

  it("ends what uses a wrong one", async () => {
    const tree = { ...(await packed()), narHash: WRONG };
    const ended = withTree(
      tree,
      () => {},
      (cancelled) => new Promise((_, reject) => cancelled.addEventListener("abort", () => reject(new Error("ended")))),
    );
    expect(await ended).toMatchObject({ archiveFault: expect.anything() });
  });

  it("what a killed step left beside it is removed after an hour", async () => {
    const tree = await packed();
    const [old, young] = [`${tree.target}.old`, `${tree.target}.young`];
    for (const folder of [old, young]) await mkdir(folder);
    const before = statSync(old).mtimeMs / 1000 - 2 * 60 * 60;
    utimesSync(old, before, before);
    await use(tree);
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it("several steps can unpack it at once", async () => {
    const tree = await packed();
    const all = await Promise.all([use(tree), use(tree), use(tree)]);
    expect(all.map(({ found }) => found)).toEqual(["used", "used", "used"]);
  });
});
