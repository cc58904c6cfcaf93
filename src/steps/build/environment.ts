import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Variables that lead to folders of packages, and which folders: as in the shell of `nix-shell`. */
const SEARCH_PATHS: Readonly<Record<string, readonly string[]>> = {
  PATH: ["bin"],
  CPATH: ["include"],
  LIBRARY_PATH: ["lib"],
  PKG_CONFIG_PATH: ["lib/pkgconfig", "share/pkgconfig"],
  CMAKE_PREFIX_PATH: ["."],
  ACLOCAL_PATH: ["share/aclocal"],
  XDG_DATA_DIRS: ["share"],
};

const CERTIFICATES = "etc/ssl/certs/ca-bundle.crt";

/** Programs look at one or another of them for the certificates that they trust. */
const CERTIFICATE_VARIABLES = ["SSL_CERT_FILE", "NIX_SSL_CERT_FILE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS"];

/** Seconds since 1970. Zip archives, such as those of Python, know no time before 1980. */
export const SOURCE_DATE = 315_532_800;

/** What a script finds its packages with: `inputs` are store paths, the first one counts. */
export function environmentOf(inputs: readonly string[], out: string): Record<string, string> {
  const all = withPropagated(inputs);
  const env: Record<string, string> = {
    HOME: "/root",
    TMPDIR: "/tmp",
    out,
    NIX_BUILD_TOP: "/build",
    SOURCE_DATE_EPOCH: `${SOURCE_DATE}`,
  };
  for (const [name, folders] of Object.entries(SEARCH_PATHS)) {
    const found = all.flatMap((path) => folders.map((folder) => (folder === "." ? path : `${path}/${folder}`)));
    const there = found.filter((folder) => existsSync(folder));
    if (there.length > 0) env[name] = there.join(":");
  }
  const modules = all.flatMap(pythonModules);
  if (modules.length > 0) env.PYTHONPATH = modules.join(":");
  const certificates = all.map((path) => `${path}/${CERTIFICATES}`).find((file) => existsSync(file));
  if (certificates !== undefined) for (const name of CERTIFICATE_VARIABLES) env[name] = certificates;
  return env;
}

/** Store paths and those that they say whoever uses them needs too, each once. */
function withPropagated(inputs: readonly string[]): string[] {
  const all = new Set<string>();
  const add = (path: string) => {
    if (all.has(path)) return;
    all.add(path);
    const file = `${path}/nix-support/propagated-build-inputs`;
    const more = existsSync(file) ? readFileSync(file, "utf8").split(/\s+/) : [];
    for (const one of more) if (one.startsWith("/nix/store/") && existsSync(one)) add(one);
  };
  for (const input of inputs) add(input);
  return [...all];
}

function pythonModules(path: string): string[] {
  const lib = `${path}/lib`;
  if (!existsSync(lib)) return [];
  const versions = readdirSync(lib).filter((name) => /^python3\.\d+$/.test(name));
  return versions.map((name) => `${lib}/${name}/site-packages`).filter((folder) => existsSync(folder));
}
