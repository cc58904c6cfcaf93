import fc from "fast-check";
import type { Derivation, DerivationOutput } from "../../src/nix/derivation.ts";
import { parseStorePathBase, type StorePath } from "../../src/nix/store-path.ts";

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text as Nix writes it into a .drv file. */
const quoted = (text: string) => `"${text.replace(/["\\\n\r\t]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`)}"`;

const list = (items: readonly string[]) => `[${items.join(",")}]`;
const texts = (items: readonly string[]) => list(items.map(quoted));
const tuple = (...items: readonly string[]) => `(${items.join(",")})`;

/** The .drv file of a derivation (NixOS/nix: Derivation::unparse in src/libstore/derivations.cc). */
export function printDerivation(derivation: Derivation): string {
  const { outputs, inputDerivations, inputSources, system, builder, args, env } = derivation;
  return `Derive${tuple(
    list(
      Array.from(outputs, ([name, { path, hashAlgorithm, hash }]) =>
        tuple(...[name, path.path, hashAlgorithm, hash].map(quoted)),
      ),
    ),
    list(Array.from(inputDerivations, ([path, names]) => tuple(quoted(path), texts(names)))),
    texts(inputSources.map(({ path }) => path)),
    ...[system, builder].map(quoted),
    texts(args),
    list(Array.from(env, (variable) => tuple(...variable.map(quoted)))),
  )}`;
}

const NIX32 = "0123456789abcdfghijklmnpqrsvwxyz";

/** Any store path. */
export const storePaths: fc.Arbitrary<StorePath> = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...NIX32), minLength: 32, maxLength: 32 }),
    fc.stringMatching(/^[0-9A-Za-z+_?=-][0-9A-Za-z+\-._?=]{0,20}$/),
  )
  .map(([hash, name]) => parseStorePathBase(`${hash}-${name}`));

/** Any text, with many of the signs that a .drv file escapes. */
const anyText = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('"', "\\", "\n", "\r", "\t", "n", "r", "t", "]", ")", ",", "(", "[", "$") },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 12,
});

const names = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const mapOf = <Value>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<Value>, minLength = 0) =>
  fc
    .uniqueArray(fc.tuple(keys, values), { selector: ([key]) => key, minLength, maxLength: 4 })
    .map((entries) => new Map(entries));

const outputs = mapOf<DerivationOutput>(
  names,
  fc.record({
    path: storePaths,
    hashAlgorithm: fc.constantFrom("", "sha256", "r:sha256", "sha1"),
    hash: fc.stringMatching(/^(?:|[0-9a-f]{64})$/),
  }),
  1,
);

/** Any derivation. */
export const derivations: fc.Arbitrary<Derivation> = fc.record({
  outputs,
  inputDerivations: mapOf(
    storePaths.map(({ path }) => `${path}.drv`),
    fc.array(names, { maxLength: 3 }),
  ),
  inputSources: fc.array(storePaths, { maxLength: 3 }),
  system: anyText,
  builder: anyText,
  args: fc.array(anyText, { maxLength: 4 }),
  env: mapOf(anyText, anyText),
});

/** A derivation with these parts, and what is left out as simple as it can be. */
export const derivationOf = (parts: Partial<Derivation> & Pick<Derivation, "outputs">): Derivation => ({
  inputDerivations: new Map(),
  inputSources: [],
  system: "x86_64-linux",
  builder: "/bin/sh",
  args: [],
  env: new Map(),
  ...parts,
});
