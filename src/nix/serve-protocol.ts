import type { Derivation } from "./derivation.ts";
import { FormatError } from "./format-error.ts";
import { type NarHash, parseNarHash } from "./nar-hash.ts";
import { parseStorePath, type StorePath } from "./store-path.ts";

/**
 * The words that `nix-store --serve --write` takes and gives over a pipe, by which Nix hands builds to other machines
 * (NixOS/nix: src/libstore/serve-protocol.hh): a derivation needs no .drv file there. Numbers are u64 in little-endian; a
 * text is its length in bytes, the bytes, and zeros up to a multiple of 8; a list is its length and its items.
 */
const CLIENT_MAGIC = 0x390c9deb;
const SERVER_MAGIC = 0x5452eecb;
/** 2.6 came with Nix 2.4, and is the first that says with which outputs a build ended. */
const VERSION = 0x206;

const COMMANDS = { queryPathInfos: 2, buildDerivation: 8 } as const;

/** A derivation whose inputs are store paths that are there. */
export interface ResolvedDerivation extends Pick<Derivation, "outputs" | "system" | "builder" | "args" | "env"> {
  /** The .drv file, which need not be there. */
  readonly path: string;
  readonly inputs: readonly string[];
}

/** How a build ended. */
export interface BuildEnd {
  readonly isBuilt: boolean;
  /** It took longer than it may. */
  readonly isTimeout: boolean;
  /** Why it failed, in Nix's words. */
  readonly message: string;
}

/** What Nix knows of a store path. */
export interface PathInfo {
  readonly path: StorePath;
  readonly narHash: NarHash;
  readonly narSize: number;
  readonly references: readonly StorePath[];
  /** Content address. */
  readonly ca?: string | undefined;
}

/** The first words of a client, which `readHello` answers. */
export const hello = (): Buffer => new Words().number(CLIENT_MAGIC).number(VERSION).bytes();

/** `timeout` in seconds; 0 is none. */
export function askToBuild({ path, inputs, ...derivation }: ResolvedDerivation, timeout: number): Buffer {
  const words = new Words().number(COMMANDS.buildDerivation).text(path);
  words.number(derivation.outputs.size);
  for (const [name, output] of derivation.outputs) {
    words.texts([name, output.path.path, output.hashAlgorithm, output.hash]);
  }
  words.list(inputs).texts([derivation.system, derivation.builder]).list(derivation.args);
  words.number(derivation.env.size);
  for (const [name, value] of derivation.env) words.texts([name, value]);
  const [silence, logSize, repeats, mustBeEqual] = [0, 0, 0, 0];
  return words.number(silence).number(timeout).number(logSize).number(repeats).number(mustBeEqual).bytes();
}

export const askForPaths = (paths: readonly string[]): Buffer =>
  new Words().number(COMMANDS.queryPathInfos).list(paths).bytes();

/** Reads the server's first words. Throws a FormatError where it is none. */
export async function readHello(from: Incoming): Promise<void> {
  if ((await from.number()) !== SERVER_MAGIC) throw new FormatError("this is no nix-store --serve");
  const version = await from.number();
  if (version >> 8 !== VERSION >> 8 || version < VERSION) {
    throw new FormatError(`the Nix that builds speaks the version ${version >> 8}.${version & 0xff} of its protocol`);
  }
}

const BUILT = [0, 1, 2];
const TIMED_OUT = 8;
const TIMES = ["built", "not deterministic", "started", "stopped"];

/** Reads the answer to `askToBuild`. */
export async function readBuildEnd(from: Incoming): Promise<BuildEnd> {
  const status = await from.number();
  const message = await from.text();
  for (const _ of TIMES) await from.number();
  for (let left = await from.number(); left > 0; left--) {
    await from.text(); // an output of a derivation,
    await from.text(); // and its realisation in JSON
  }
  return { isBuilt: BUILT.includes(status), isTimeout: status === TIMED_OUT, message };
}

/** Reads the answer to `askForPaths`: of those that are there. */
export async function readPathInfos(from: Incoming): Promise<PathInfo[]> {
  const infos: PathInfo[] = [];
  for (let path = await from.text(); path !== ""; path = await from.text()) {
    await from.text(); // the deriver
    const references = (await from.list()).map(parseStorePath);
    await from.number(); // the size of a download
    const narSize = await from.number();
    const narHash = parseNarHash(await from.text());
    const ca = (await from.text()) || undefined;
    await from.list(); // signatures
    infos.push({ path: parseStorePath(path), narHash, narSize, references, ca });
  }
  return infos;
}

class Words {
  readonly #parts: Buffer[] = [];

  number(value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    this.#parts.push(bytes);
    return this;
  }

  text(text: string): this {
    const bytes = Buffer.from(text, "utf8");
    this.number(bytes.length);
    this.#parts.push(bytes, Buffer.alloc(paddingOf(bytes.length)));
    return this;
  }

  texts(texts: readonly string[]): this {
    for (const text of texts) this.text(text);
    return this;
  }

  list(texts: readonly string[]): this {
    return this.number(texts.length).texts(texts);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const paddingOf = (length: number): number => (8 - (length % 8)) % 8;

/** The words that come, from a stream of bytes. Throws a FormatError where it ends in the middle of one. */
export class Incoming {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  async number(): Promise<number> {
    return Number((await this.#take(8)).readBigUInt64LE());
  }

  async text(): Promise<string> {
    const length = await this.number();
    const bytes = await this.#take(length + paddingOf(length));
    return bytes.toString("utf8", 0, length);
  }

  async list(): Promise<string[]> {
    const texts: string[] = [];
    for (let left = await this.number(); left > 0; left--) texts.push(await this.text());
    return texts;
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#held.length < length) {
      const { value, done } = await this.#pieces.next();
      if (done === true) throw new FormatError("Nix ended before it had answered");
      this.#held = Buffer.concat([this.#held, value]);
    }
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }
}
