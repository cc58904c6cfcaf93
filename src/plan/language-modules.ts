import type { LanguageModules, Package } from "../nix/package-entry.ts";
import { parseStorePath } from "../nix/store-path.ts";

/** How an interpreter is told where modules are: variables, for modules that are linked below `root`. */
const VARIABLES: Readonly<
  Record<LanguageModules["language"], (root: string, version: string) => Readonly<Record<string, string>>>
> = {
  python: (root, version) => ({ PYTHONPATH: `${root}/lib/python${version}/site-packages` }),
  perl: (root) => ({ PERL5LIB: `${root}/lib/perl5/site_perl` }),
  ruby: (root, version) => ({ GEM_PATH: `${root}/lib/ruby/gems/${version}` }),
  // Two semicolons stand for what the interpreter itself has.
  lua: (root, version) => ({
    LUA_PATH: `${root}/share/lua/${version}/?.lua;${root}/share/lua/${version}/?/init.lua;;`,
    LUA_CPATH: `${root}/lib/lua/${version}/?.so;;`,
  }),
};

/** A package with the modules that it needs installed too, as Nix's propagatedBuildInputs would have it. */
export function withModules(pkg: Package): Package {
  const { paths = [] } = pkg.entry?.modules ?? {};
  const more = paths.filter((path) => !pkg.install.some((installed) => installed.path === path));
  return more.length === 0 ? pkg : { ...pkg, install: [...pkg.install, ...more.map(parseStorePath)] };
}

/** The variables with which interpreters find the modules of installed packages. Of two versions the first is meant. */
export function moduleVariables(installed: readonly Package[], root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { entry } of installed) {
    if (entry?.modules === undefined) continue;
    const { language, version } = entry.modules;
    for (const [name, value] of Object.entries(VARIABLES[language](root, version))) found[name] ??= value;
  }
  return found;
}
