import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { BundledPackage } from "./lib/bundled-packages.ts";

/**
 * Prints what a release of decl is made of, as SPDX 2.3: Node and the npm packages that are in its programs (dist/packages.json), and
 * Debian's packages of what is in its native programs (dist/native-packages.txt).
 */
const { name, version, license } = JSON.parse(readFileSync("package.json", "utf8")) as BundledPackage;
const packages = JSON.parse(readFileSync("dist/packages.json", "utf8")) as BundledPackage[];
const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();

/** What Debian's packages say in their files `copyright` of the libraries in them. */
const NATIVE_LICENSES: Readonly<Record<string, string>> = {
  "musl-dev": "MIT",
  "libzstd-dev": "BSD-3-Clause",
  "liblzma-dev": "0BSD",
  "zlib1g-dev": "Zlib",
  "libbz2-dev": "bzip2-1.0.6",
  "libbrotli-dev": "MIT",
  "libssl-dev": "Apache-2.0",
};
const native = readFileSync("dist/native-packages.txt", "utf8")
  .trimEnd()
  .split("\n")
  .map((line): BundledPackage => {
    const [name = "", version = ""] = line.split(" ");
    const license = NATIVE_LICENSES[name];
    if (license === undefined) throw new Error(`scripts/sbom.ts has no license of ${name}`);
    return { name, version, license };
  });

const purl = ({ name, version }: BundledPackage) =>
  Object.hasOwn(NATIVE_LICENSES, name)
    ? `pkg:deb/debian/${name}@${encodeURIComponent(version)}`
    : `pkg:npm/${name.replace("@", "%40")}@${version}`;
const idOf = ({ name }: Pick<BundledPackage, "name">) => `SPDXRef-${name.replaceAll(/[^A-Za-z0-9.]+/g, "-")}`;
const described = (each: BundledPackage) => ({
  SPDXID: idOf(each),
  name: each.name,
  versionInfo: each.version,
  downloadLocation: "NOASSERTION",
  licenseDeclared: each.license,
  licenseConcluded: "NOASSERTION",
  copyrightText: "NOASSERTION",
  externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl(each) }],
});

const own = { name, version, license };
const document = {
  spdxVersion: "SPDX-2.3",
  dataLicense: "CC0-1.0",
  SPDXID: "SPDXRef-DOCUMENT",
  name: `${name}-${version}`,
  documentNamespace: `https://spdx.org/spdxdocs/${name}-${version}-${git("rev-parse", "HEAD")}`,
  creationInfo: {
    created: new Date(Number(git("log", "-1", "--format=%ct")) * 1000).toISOString().replace(".000", ""),
    creators: ["Tool: decl"],
  },
  packages: [own, ...packages, ...native].map(described),
  relationships: [
    { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: idOf(own) },
    ...[...packages, ...native].map((each) => ({
      spdxElementId: idOf(own),
      relationshipType: "CONTAINS",
      relatedSpdxElement: idOf(each),
    })),
  ],
};
console.log(JSON.stringify(document, undefined, 2));
