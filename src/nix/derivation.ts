import { FormatError } from "./format-error.ts";
import { parseStorePath, type StorePath } from "./store-path.ts";

/** What Nix builds: a program, what it is called with, and the store paths that it reads and makes. Frozen. */
export interface Derivation {
  /** By name, sorted: "out", "dev". */
  readonly outputs: ReadonlyMap<string, DerivationOutput>;
  /** Derivations that are built before, and which of their outputs are needed. */
  readonly inputDerivations: ReadonlyMap<string, readonly string[]>;
  /** Store paths that evaluation made: sources, patches, texts. */
  readonly inputSources: readonly StorePath[];
  /** E.g. "x86_64-linux", or "builtin". */
  readonly system: string;
  readonly builder: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

export interface DerivationOutput {
  readonly path: StorePath;
  /** "sha256", "r:sha256" … of an output whose contents are known before, else "". */
  readonly hashAlgorithm: string;
  /** In base16, else "". */
  readonly hash: string;
}

/** Whether its contents are known before it is built: only then has it a network. */
export function isFixedOutput({ outputs }: Derivation): boolean {
  const out = outputs.get("out");
  return outputs.size === 1 && out !== undefined && out.hash !== "";
}

/**
 * A value of the derivation's attributes, which Nix writes as variables or, with `__structuredAttrs`, as one JSON text.
 * Undefined where it has no such attribute.
 */
function attributeOf({ env }: Pick<Derivation, "env">, name: string): unknown {
  const structured = env.get("__json");
  if (structured === undefined) return env.get(name);
  const attributes: unknown = parseJson(structured);
  if (typeof attributes !== "object" || attributes === null || !Object.hasOwn(attributes, name)) return undefined;
  return (attributes as Readonly<Record<string, unknown>>)[name]; // it has that name
}

/** The words of such a value: a list of texts, or a text with blanks between them. */
export function wordsOf(derivation: Pick<Derivation, "env">, name: string): string[] {
  const value = attributeOf(derivation, name);
  if (Array.isArray(value)) return value.filter((word) => typeof word === "string");
  return typeof value === "string" ? value.split(/\s+/).filter((word) => word !== "") : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FormatError("its __json is no JSON");
  }
}

/**
 * Reads a .drv file, `Derive([outputs],[inputs],[sources],"system","builder",[arguments],[variables])` (NixOS/nix:
 * doc/manual/source/protocols/derivation-aterm.md).
 *
 * @throws FormatError with the place in the text; also for outputs whose path is known only when they are built
 */
export function parseDerivation(text: string): Derivation {
  const reader = new Reader(text);
  reader.expect("Derive(");
  const outputs = reader.list(() => {
    const [name, path, hashAlgorithm, hash] = reader.tuple(4);
    return [name, { path: parseStorePath(path), hashAlgorithm, hash }] as const;
  });
  reader.expect(",");
  const inputDerivations = reader.list(() => {
    reader.expect("(");
    const path = reader.text();
    reader.expect(",");
    const names = reader.texts();
    reader.expect(")");
    return [path, names] as const;
  });
  reader.expect(",");
  const inputSources = reader.texts().map(parseStorePath);
  reader.expect(",");
  const system = reader.text();
  reader.expect(",");
  const builder = reader.text();
  reader.expect(",");
  const args = reader.texts();
  reader.expect(",");
  const env = reader.list(() => {
    const [name, value] = reader.tuple(2);
    return [name, value] as const;
  });
  reader.expect(")");
  reader.end();
  if (outputs.length === 0) throw new FormatError("a derivation without outputs");
  return Object.freeze({
    outputs: new Map(outputs),
    inputDerivations: new Map(inputDerivations),
    inputSources,
    system,
    builder,
    args,
    env: new Map(env),
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Reads the signs, texts, lists and tuples of such a text, one after the other. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expect(sign: string): void {
    if (!this.#text.startsWith(sign, this.#at)) throw this.#wrong(`${sign} is expected`);
    this.#at += sign.length;
  }

  end(): void {
    if (this.#at !== this.#text.length) throw this.#wrong("the end is expected");
  }

  /** Goes from escape to escape: one pattern for a whole text would want memory for each of them. */
  text(): string {
    this.expect('"');
    const parts: string[] = [];
    for (;;) {
      const stop = /["\\]/g;
      stop.lastIndex = this.#at;
      const at = stop.exec(this.#text)?.index ?? this.#text.length;
      parts.push(this.#text.slice(this.#at, at));
      this.#at = at;
      const escaped = this.#text[at + 1];
      if (this.#text[at] !== "\\" || escaped === undefined) break;
      parts.push(ESCAPES[escaped] ?? escaped);
      this.#at += 2;
    }
    this.expect('"');
    return parts.join("");
  }

  list<Item>(item: () => Item): Item[] {
    const items: Item[] = [];
    this.expect("[");
    while (this.#text[this.#at] !== "]") {
      if (items.length > 0) this.expect(",");
      items.push(item());
    }
    this.expect("]");
    return items;
  }

  texts(): string[] {
    return this.list(() => this.text());
  }

  tuple(length: 2): [string, string];
  tuple(length: 4): [string, string, string, string];
  tuple(length: number): string[] {
    const items: string[] = [];
    this.expect("(");
    while (items.length < length) {
      if (items.length > 0) this.expect(",");
      items.push(this.text());
    }
    this.expect(")");
    return items;
  }

  #wrong(what: string): FormatError {
    const found = this.#text.slice(this.#at, this.#at + 20);
    return new FormatError(`not a derivation: ${what} at ${this.#at}, not ${JSON.stringify(found)}`);
  }
}
