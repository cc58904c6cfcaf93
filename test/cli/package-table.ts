/** A store path with a hash of its own, for tests that only read it. */
export function storePath(name: string): string {
  const [hash = ""] =
    Buffer.from(name)
      .toString("hex")
      .replaceAll("e", "z")
      .padEnd(32, "0")
      .match(/^.{32}/) ?? [];
  return `/nix/store/${hash}-${name}`;
}

/** packages.json of a package set for x86_64-linux. */
export function nameTable(...names: readonly string[]): string {
  return JSON.stringify({ version: 1, systems: { "x86_64-linux": entries(names) } });
}

/** A lock file, in which each package also needs the one before it. */
export function lockText(...names: readonly string[]): string {
  return lockTextWith({}, ...names);
}

/** The same with packages by other names than those of their store paths, which need nothing and are needed by none. */
export function lockTextWith(alone: Readonly<Record<string, string>>, ...names: readonly string[]): string {
  const storePaths = [...names, ...Object.values(alone)].map((name, index) => {
    const before = index < names.length ? names[index - 1] : undefined;
    const path = {
      narHash: `sha256-${Buffer.alloc(32, index + 1).toString("base64")}`,
      narSize: 1000 * (index + 1),
      references: before === undefined ? [] : [base(before)],
      cache: "https://cache.example",
      url: `nar/${name}.nar.xz`,
      compression: "xz",
    };
    return [base(name), path];
  });
  const others = Object.entries(alone).map(([attribute, name]) => [attribute, entries([name])[name]]);
  const packages = { "x86_64-linux": { ...entries(names), ...Object.fromEntries(others) } };
  return JSON.stringify({ version: 1, packages, storePaths: Object.fromEntries(storePaths) });
}

const entries = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { name, outputs: { out: storePath(name) }, defaultOutput: "out" }]));

const base = (name: string) => storePath(name).slice("/nix/store/".length);
