import { FormatError } from "../nix/format-error.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";

/** The file in which nixpkgs names a store path of Nix for each system, which cache.nixos.org keeps. */
export const FALLBACK_NIX = "nixos/modules/installer/tools/nix-fallback-paths.nix";

/** Blanks or a comment. */
const SKIPPED = /\s+|#[^\n]*|\/\*[\s\S]*?\*\//y;
const TOKEN = /([{}=;])|"([^"\\$]*)"|([A-Za-z_][A-Za-z0-9_'-]*)/y;

type Token = { readonly kind: "sign" | "text" | "name" | "end"; readonly value: string; readonly line: number };

/**
 * Reads that file, which is a set of systems and store paths without expressions.
 *
 *     { x86_64-linux = "/nix/store/…-nix-2.34.8"; aarch64-linux = "/nix/store/…-nix-2.34.8"; }
 *
 * @throws FormatError with the line that is something else
 */
export function parseFallbackNix(text: string): ReadonlyMap<string, StorePath> {
  const tokens = tokensOf(text);
  const next = (): Token => tokens.next().value ?? { kind: "end", value: "", line: text.split("\n").length };
  const expect = (kind: Token["kind"], value?: string): Token => {
    const token = next();
    if (token.kind === kind && (value === undefined || token.value === value)) return token;
    throw new FormatError(
      `line ${token.line}: expected ${value ?? EXPECTED[kind]}, not ${token.value || EXPECTED[token.kind]}`,
    );
  };
  const paths = new Map<string, StorePath>();
  expect("sign", "{");
  for (;;) {
    const token = next();
    if (token.kind === "sign" && token.value === "}") break;
    if (token.kind !== "name" && token.kind !== "text") {
      throw new FormatError(`line ${token.line}: expected a system, not ${token.value || EXPECTED[token.kind]}`);
    }
    expect("sign", "=");
    const path = expect("text");
    expect("sign", ";");
    paths.set(token.value, storePathAt(path));
  }
  expect("end");
  return paths;
}

const EXPECTED: Readonly<Record<Token["kind"], string>> = {
  sign: "a sign",
  text: "a text",
  name: "a name",
  end: "the end",
};

function* tokensOf(text: string): Generator<Token, undefined> {
  const skipped = new RegExp(SKIPPED);
  const pattern = new RegExp(TOKEN);
  let offset = 0;
  let line = 1;
  /** Matches a pattern at the current position, and moves past the match. */
  const take = (one: RegExp): RegExpExecArray | null => {
    one.lastIndex = offset;
    const match = one.exec(text);
    if (match === null) return null;
    offset = one.lastIndex;
    line += match[0].split("\n").length - 1;
    return match;
  };
  for (;;) {
    while (take(skipped) !== null);
    if (offset === text.length) return undefined;
    const match = take(pattern);
    if (match === null) throw new FormatError(`line ${line}: this is no plain set of systems and store paths`);
    const [, sign, string, name] = match;
    if (sign !== undefined) yield { kind: "sign", value: sign, line };
    else if (string !== undefined) yield { kind: "text", value: string, line };
    else if (name !== undefined) yield { kind: "name", value: name, line };
  }
}

function storePathAt({ value, line }: Token): StorePath {
  try {
    return parseStorePath(value);
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(`line ${line}: ${error.message}`);
    throw error;
  }
}
