import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FuzzTarget } from "./target.ts";

/** Inputs that are kept: each took a way through the code that none before it took. */
const CORPUS = join(import.meta.dirname, "corpus");

/** The seeds of a target, and what is kept of it, in an order that does not change. */
export function inputsOf(name: string, target: FuzzTarget, folder: string = CORPUS): Uint8Array[] {
  const kept = join(folder, name);
  const files = existsSync(kept) ? readdirSync(kept).sort() : [];
  return [...target.seeds.map((seed) => Buffer.from(seed)), ...files.map((file) => readFileSync(join(kept, file)))];
}

/** Keeps an input under the hash of its bytes, and says where. */
export function keep(input: Uint8Array, name: string, folder: string): string {
  const path = join(folder, name, createHash("sha256").update(input).digest("hex").slice(0, 16));
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(path, input);
  return path;
}
