/**
 * From the table and the Debian packages of one system to SYSTEM.json, the part that default.nix cannot know: versions,
 * hashes, and which packages provide the libraries that each package's ELF files ask for.
 *
 *   node resolve.mjs TABLE.json CONTROL DEBS SCANS SYSTEM BUILD-SYSTEM >SYSTEM.json
 *
 * TABLE.json is set/table as JSON, CONTROL the output of `apt-cache show`, DEBS the folder of downloaded packages, SCANS a folder
 * that keeps what was found in each .deb.
 */
import { readFileSync } from "node:fs";
import { scanAll, storeName } from "./scan.mjs";

const [tableFile, controlFile, debFolder, scanFolder, system, buildSystem] = process.argv.slice(2);
const table = JSON.parse(readFileSync(tableFile, "utf8"));
const control = readControl(readFileSync(controlFile, "utf8"));
const problems = [];
/** What ARCH stands for in a name: Debian's word for its compilers, and npm's. */
const COMPILER_ARCHITECTURE = { "x86_64-linux": "x86-64-linux-gnu", "aarch64-linux": "aarch64-linux-gnu" };
const NPM_ARCHITECTURE = { "x86_64-linux": "x64", "aarch64-linux": "arm64" };

const packages = Object.fromEntries(
  Object.entries(table)
    .map(([attribute, entry]) => [attribute, debsOf(attribute, entry)])
    .filter(([, found]) => found),
);
const scans = await scanAll(debFolder, scanFolder, [
  ...new Set(Object.values(packages).flatMap((found) => Object.values(found.debs).flat())),
]);
const providers = libraryProviders();
for (const attribute of Object.keys(packages)) packages[attribute].inputs = inputsOf(attribute);
addShell();
for (const attribute of Object.keys(packages)) packages[attribute].inputs = [...packages[attribute].inputs].sort();
refuseCycles();

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
const rows = Object.entries(packages).map(([attribute, found]) => [attribute, row(found)]);
console.log(JSON.stringify({ version: 1, buildSystem, packages: Object.fromEntries(rows) }, undefined, 1));

/** Debian's control stanzas by package name. */
function readControl(text) {
  const stanzas = text
    .split(/\n\n+/)
    .map((stanza) =>
      Object.fromEntries(
        [...stanza.matchAll(/^([A-Za-z0-9-]+): (.*(?:\n .*)*)/gm)].map((match) => [match[1], match[2]]),
      ),
    );
  return new Map(stanzas.filter((stanza) => stanza.Package).map((stanza) => [stanza.Package, stanza]));
}

function outputsOf(entry) {
  return (entry.outputs ?? "out").split(/\s+/).filter(Boolean);
}

/** The .deb files of each output, or undefined where this system lacks one of them. */
function debsOf(attribute, entry) {
  const debs = {};
  for (const output of outputsOf(entry)) {
    debs[output] = [];
    for (const name of (entry[output] ?? "").split(/\s+/).filter(Boolean)) {
      const stanzas = named(name);
      if (stanzas.length === 0) {
        console.error(`build: ${attribute} is left out for ${system}: Debian has no ${name} there`);
        return undefined;
      }
      debs[output].push(...stanzas);
    }
  }
  const main = Object.values(debs).find((list) => list.length > 0)?.[0];
  return { debs, main, version: entry.version ?? upstreamVersion(main.Version) };
}

/** libicu# -> the stanzas of libicu79 and libicu78, the newest first; build's `patterns` understands # likewise. */
function named(name) {
  const words = name.startsWith("npm:") ? NPM_ARCHITECTURE : COMPILER_ARCHITECTURE;
  if (!name.includes("#")) return [control.get(name.replace("ARCH", words[system]))].filter(Boolean);
  const [before, after] = name.split("#").map((part) => part.replace(/[.+]/g, "\\$&"));
  const pattern = new RegExp(`^${before}[0-9][0-9.]*(t64)?${after}$`);
  const names = [...control.keys()].filter((known) => pattern.test(known));
  return names.sort((a, b) => b.localeCompare(a, "en", { numeric: true })).map((known) => control.get(known));
}

/** 1:2.12.2+dfsg-3 -> 2.12.2, 9.3.0+really9.1.2-1 -> 9.1.2 */
function upstreamVersion(version) {
  return version
    .replace(/^.*really/, "")
    .replace(/^\d+:/, "")
    .replace(/-[^-]*$/, "")
    .replace(/[+~].*$|\.dfsg.*$/, "");
}

/** soname -> the output that has it where the loader of another package can find it. */
function libraryProviders() {
  const found = new Map();
  for (const [attribute, { debs }] of Object.entries(packages)) {
    for (const [output, list] of Object.entries(debs)) {
      if (output === "dev" || table[attribute].private) continue;
      for (const soname of list.flatMap((deb) => kept(attribute, deb).flatMap((file) => file.provides ?? []))) {
        if (!found.has(soname)) found.set(soname, { attribute, output });
      }
    }
  }
  return found;
}

/** The files of a .deb that the table does not drop. */
function kept(attribute, deb) {
  const globs = (table[attribute].drop ?? "").split(/\s+/).filter(Boolean);
  const patterns = globs.map(
    (glob) => new RegExp(`^${glob.replace(/[.+]/g, "\\$&").replace(/\*/g, "[^/]*").replace(/\?/g, "[^/]")}(/|$)`),
  );
  return scans.get(deb).filter((file) => !patterns.some((pattern) => pattern.test(file.path)));
}

function inputsOf(attribute) {
  const { debs } = packages[attribute];
  const all = Object.values(debs).flat();
  const files = all.flatMap((deb) => kept(attribute, deb));
  const own = new Set(files.flatMap((file) => file.libraries ?? []));
  const inputs = new Set(attribute === "glibc" ? [] : ["glibc.out"]);
  const missing = new Map();
  for (const file of files) {
    for (const soname of file.needed ?? []) {
      if (own.has(soname) || soname.startsWith("ld-linux")) continue;
      const provider = providers.get(soname);
      if (provider) inputs.add(`${provider.attribute}.${provider.output}`);
      else missing.set(soname, file.path);
    }
  }
  for (const [soname, path] of missing) problems.push(`${attribute}: ${path} needs ${soname}`);
  if (missing.size > 0) problems.push(`${attribute}: ${suggestion(all)}`);
  inputs.delete(`${attribute}.out`);
  for (const name of (table[attribute].inputs ?? "").split(/\s+/).filter(Boolean)) {
    if (packages[name])
      for (const output of outputsOf(table[name])) if (output !== "dev") inputs.add(`${name}.${output}`);
  }
  return inputs;
}

/** Which Debian packages are asked for but stand nowhere in the table. */
function suggestion(debs) {
  const known = new Set(
    Object.values(packages).flatMap(({ debs: own }) =>
      Object.values(own)
        .flat()
        .map((d) => d.Package),
    ),
  );
  const names = debs
    .flatMap((deb) => `${deb["Pre-Depends"] ?? ""},${deb.Depends ?? ""}`.split(/[,|]/))
    .map((name) => name.trim().split(/[ :]/)[0])
    .filter((name) => name.startsWith("lib") && !known.has(name));
  return `not in the table are ${[...new Set(names)].join(" ")}`;
}

/** Packages with shell scripts get bash, except those that bash itself is made of. */
function addShell() {
  const below = closure("bash");
  for (const [attribute, found] of Object.entries(packages)) {
    if (below.has(attribute)) continue;
    const files = Object.values(found.debs).flatMap((list) => list.flatMap((deb) => kept(attribute, deb)));
    if (table[attribute].wrapped || files.some((file) => /\b(ba|da)?sh\b/.test(file.shebang ?? "")))
      found.inputs.add("bash.out");
  }
}

function inputAttributes(attribute) {
  return [...packages[attribute].inputs].map((input) => input.replace(/\.[a-z]+$/, ""));
}

function closure(attribute, seen = new Set()) {
  if (seen.has(attribute) || !packages[attribute]) return seen;
  seen.add(attribute);
  for (const input of inputAttributes(attribute)) closure(input, seen);
  return seen;
}

function refuseCycles() {
  const done = new Set();
  const visit = (attribute, path) => {
    if (path.includes(attribute))
      problems.push(`a cycle: ${[...path.slice(path.indexOf(attribute)), attribute].join(" -> ")}`);
    if (done.has(attribute)) return;
    done.add(attribute);
    for (const input of inputAttributes(attribute)) if (packages[input]) visit(input, [...path, attribute]);
  };
  for (const attribute of Object.keys(packages)) visit(attribute, []);
}

function row(found) {
  const { main, debs } = found;
  const files = (list) => list.map((deb) => ({ name: storeName(deb), sha256: deb.SHA256 }));
  return {
    version: found.version,
    description: main.Description?.split("\n")[0] ?? "",
    homepage: main.Homepage ?? "",
    debs: Object.fromEntries(Object.entries(debs).map(([output, list]) => [output, files(list)])),
    inputs: found.inputs,
  };
}
