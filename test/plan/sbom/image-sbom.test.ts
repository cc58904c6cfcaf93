import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeClosure } from "../../../src/nix/closure.ts";
import { addedPath } from "../../../src/nix/content-address.ts";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { type PackageEntry, packageOfEntry, UnknownPackage } from "../../../src/nix/package-entry.ts";
import { parseStorePath, parseStorePathBase } from "../../../src/nix/store-path.ts";
import { lockedEntry } from "../../../src/packages/lock/locked-packages.ts";
import type { ImageOrigin } from "../../../src/plan/base-image.ts";
import { imageContent, mentionedIn } from "../../../src/plan/image-content.ts";
import { planImage } from "../../../src/plan/image-plan.ts";
import { resolvePackages } from "../../../src/plan/packages.ts";
import { imageSbom } from "../../../src/plan/sbom/image-sbom.ts";
import type { SpdxDocument } from "../../../src/plan/sbom/spdx-document.ts";
import { configure } from "../../declaration/declare.ts";
import { type CheckedSpdx, checkedSpdx } from "./spdx-check.ts";

const base = (name: string) =>
  `${Buffer.from(name).toString("hex").replaceAll("e", "z").padEnd(32, "0").slice(0, 32)}-${name}`;
const entry = (name: string, references: readonly string[] = [], more = {}) =>
  lockedEntry(base(name), {
    narHash: `sha256-${Buffer.alloc(32, name.length).toString("base64")}`,
    narSize: 1000,
    references: references.map(base),
    cache: "https://cache.example/secret",
    url: "nar/x.nar?token=secret",
    compression: "none",
    ...more,
  });

const HELLO: PackageEntry = {
  name: "hello-2.12",
  version: "2.12",
  outputs: { out: `/nix/store/${base("hello-2.12")}`, man: `/nix/store/${base("hello-2.12-man")}` },
  defaultOutput: "out",
  meta: { license: "GPL-3.0-or-later AND Unfree", homepage: "https://hello.example/", description: "Greets" },
};

const TABLE = [
  entry("libc-2.40-66", ["libc-2.40-66"]),
  entry("hello-2.12-man"),
  entry("hello-2.12", ["libc-2.40-66", "hello-2.12-man"], { deriver: `${base("hello-2.12")}.drv` }),
];

const APP = 'context("app")';

interface Variant {
  readonly hello?: PackageEntry;
  readonly options?: string;
  readonly entries?: typeof TABLE;
  readonly base?: { readonly reference: string; readonly origin?: ImageOrigin };
  readonly created?: number;
  readonly origin?: ImageOrigin;
}

async function sbomOf({ hello = HELLO, options = "", entries = TABLE, base: from, created = 0, origin }: Variant = {}) {
  const { config } = await configure(`import { context } from "decl";
export default ({ pkgs }) => ({
  environment: { systemPackages: [pkgs.hello] }, ${options}
});`);
  const content = imageContent(config);
  const find = (name: string) => {
    if (name === "hello") return packageOfEntry(name, hello);
    throw new UnknownPackage(name, undefined);
  };
  const narHash = sha256Of<"nar">(new Uint8Array(32));
  const app = { ...addedPath("app", narHash), narHash, narSize: 120, subject: "app of the build context" };
  const packages = resolvePackages(
    content,
    () => undefined,
    { find },
    new Map(mentionedIn(content).includes(APP) ? [[APP, app]] : []),
  );
  const platform = { os: "linux", architecture: "amd64", system: "x86_64-linux" } as const;
  const plan = planImage({
    platform,
    content,
    packages,
    closure: makeClosure([parseStorePath(HELLO.outputs.out ?? "")], entries),
    labels: {},
    created,
    placeOf: () => undefined,
    ...(from === undefined ? {} : { base: { links: {}, accounts: {}, ...from } }),
  });
  const contents = content.contents.map((item) => ({ ...item, origin }));
  return imageSbom({ plan, packages, contents });
}

const packageOf = (document: Pick<CheckedSpdx, "packages"> | SpdxDocument, SPDXID: string) =>
  document.packages.find((one) => one.SPDXID === `SPDXRef-${SPDXID}`);

describe("the SBOM of an image", () => {
  it("is SPDX 2.3, with a package for the image and one for every store path", async () => {
    const document = checkedSpdx(await sbomOf({ options: 'image: { name: "web", tag: "1.0" }' }));
    expect(document.packages.map(({ name, versionInfo }) => [name, versionInfo])).toEqual([
      ["web", "1.0"],
      ["hello", "2.12"],
      ["hello", "2.12"],
      ["libc", "2.40-66"],
    ]);
    expect(document.name).toBe("web");
    expect(document.creationInfo).toMatchObject({ created: "1970-01-01T00:00:00Z", creators: ["Tool: decl"] });
  });

  it("says of a package what the package set says, and of another output of it too", async () => {
    const document = await sbomOf();
    expect(packageOf(document, base("hello-2.12"))).toEqual({
      SPDXID: `SPDXRef-${base("hello-2.12")}`,
      name: "hello",
      versionInfo: "2.12",
      packageFileName: `/nix/store/${base("hello-2.12")}`,
      supplier: "NOASSERTION",
      downloadLocation: "NOASSERTION",
      filesAnalyzed: false,
      checksums: [{ algorithm: "SHA256", checksumValue: "0a".repeat(32) }],
      homepage: "https://hello.example/",
      licenseConcluded: "NOASSERTION",
      licenseDeclared: "GPL-3.0-or-later AND LicenseRef-Unfree",
      copyrightText: "NOASSERTION",
      description: "Greets",
      externalRefs: [
        {
          referenceCategory: "PACKAGE-MANAGER",
          referenceType: "purl",
          referenceLocator: `pkg:nix/hello@2.12?outputhash=${base("hello-2.12").slice(0, 32)}`,
        },
      ],
    });
    expect(packageOf(document, base("hello-2.12-man"))).toMatchObject({ name: "hello", description: "Greets" });
    expect(packageOf(document, base("libc-2.40-66"))).toMatchObject({ licenseDeclared: "NOASSERTION" });
    expect(document.hasExtractedLicensingInfos?.map(({ licenseId }) => licenseId)).toEqual(["LicenseRef-Unfree"]);
  });

  const CPE = "cpe:2.3:a:gnu:hello:2.12:*:*:*:*:*:*:*";
  it.each([
    [CPE, [CPE]],
    ["cpe:2.3:a:gnu:hello:2.12", []],
    ["hello 2.12", []],
  ])("names what vulnerability databases know a package by, where the package set has it: %s", async (cpe, names) => {
    const document = checkedSpdx(await sbomOf({ hello: { ...HELLO, meta: { cpe } } }));
    const { externalRefs = [] } = packageOf(document, base("hello-2.12")) ?? {};
    const security = externalRefs.filter(({ referenceCategory }) => referenceCategory === "SECURITY");
    expect(security.map(({ referenceLocator }) => referenceLocator)).toEqual(names);
  });

  it("has what is in the image, and who needs whom, but no path that needs itself", async () => {
    const { relationships } = await sbomOf();
    const [hello, man, libc] = ["hello-2.12", "hello-2.12-man", "libc-2.40-66"].map((name) => `SPDXRef-${base(name)}`);
    expect(relationships.map((one) => [one.spdxElementId, one.relationshipType, one.relatedSpdxElement])).toEqual([
      ["SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image"],
      ...[hello, man, libc].map((one) => ["SPDXRef-image", "CONTAINS", one]),
      ...[man, libc].map((one) => [hello, "DEPENDS_ON", one]),
    ]);
  });

  it("has files of the build context, as packages and as contents", async () => {
    const options = `image: { cmd: [\`\${context("app")}/x\`], contents: [{ source: context("www"), target: "/srv" }] }`;
    const document = checkedSpdx(await sbomOf({ options }));
    expect(document.packages.filter(({ sourceInfo }) => sourceInfo !== undefined)).toMatchObject([
      {
        name: "app",
        sourceInfo: "made of app of the build context",
        packageFileName: expect.stringMatching(/^\/nix\/store\/\w{32}-app$/),
      },
      { name: "www of the build context", sourceInfo: "copied from www of the build context to /srv" },
    ]);
    expect(document.relationships).toContainEqual({
      spdxElementId: "SPDXRef-contents-1",
      relationshipType: "CONTAINS",
      relatedSpdxElement: "NOASSERTION",
      comment: "what is in www of the build context is not listed here",
    });
  });

  const DIGEST = `sha256:${"ab".repeat(32)}`;

  it("names what the image starts from by its digest, and does not say what is in it", async () => {
    const origin = { digest: DIGEST, reference: "docker.io/library/debian:13" };
    const document = checkedSpdx(await sbomOf({ base: { reference: "debian:13", origin } }));
    expect(document.packages[1]).toMatchObject({
      SPDXID: "SPDXRef-base",
      name: "debian:13",
      versionInfo: DIGEST,
      checksums: [{ algorithm: "SHA256", checksumValue: "ab".repeat(32) }],
      externalRefs: [
        {
          referenceLocator: `pkg:oci/debian@sha256%3A${"ab".repeat(32)}?repository_url=docker.io%2Flibrary%2Fdebian&tag=13`,
        },
      ],
    });
    expect(document.relationships).toContainEqual({
      spdxElementId: "SPDXRef-base",
      relationshipType: "CONTAINS",
      relatedSpdxElement: "NOASSERTION",
      comment: "what is in debian:13 is not listed here",
    });
  });

  it("has a base without a digest by its name, and none for an image that starts from nothing", async () => {
    const named = checkedSpdx(await sbomOf({ base: { reference: "context rootfs" } }));
    expect(named.packages[1]).toMatchObject({ name: "context rootfs", licenseDeclared: "NOASSERTION" });
    expect(named.packages[1]).not.toHaveProperty("versionInfo");
    const layout = checkedSpdx(await sbomOf({ base: { reference: "rootfs", origin: { digest: DIGEST } } }));
    expect(layout.packages[1]).toMatchObject({ versionInfo: DIGEST });
    expect(layout.packages[1]).not.toHaveProperty("externalRefs");
    const scratch = checkedSpdx(await sbomOf({ base: { reference: "scratch" } }));
    expect(scratch.packages.map(({ name }) => name)).toEqual(["image", "hello", "hello", "libc"]);
  });

  it("names the image that contents are of, and says that image.run may have made more", async () => {
    const options = `image: { run: "echo", contents: [{ source: { image: "alpine", path: "/etc" }, target: "/etc/x" }] }`;
    const { packages, relationships } = checkedSpdx(await sbomOf({ options, origin: { digest: DIGEST } }));
    expect(packages.at(-1)?.sourceInfo).toBe(`copied from /etc of the image alpine (${DIGEST}) to /etc/x`);
    expect(relationships).toContainEqual({
      spdxElementId: "SPDXRef-image",
      relationshipType: "CONTAINS",
      relatedSpdxElement: "NOASSERTION",
      comment: "image.run may have made any files",
    });
  });

  it("is made when SOURCE_DATE_EPOCH says", async () => {
    expect((await sbomOf({ created: 1_700_000_000 })).creationInfo.created).toBe("2023-11-14T22:13:20Z");
  });

  it("is the same for the same image, wherever its archives come from, and has another namespace for another", async () => {
    const document = await sbomOf();
    const elsewhere = TABLE.map((one) => ({
      ...one,
      cache: "https://mirror.example",
      url: "other",
      signatures: ["a:b"],
    }));
    expect(JSON.stringify(await sbomOf({ entries: elsewhere }))).toBe(JSON.stringify(document));
    expect(document.documentNamespace).toMatch(/^https:\/\/spdx\.org\/spdxdocs\/decl-image-[0-9a-f]{64}$/);
    const [libc, ...rest] = TABLE;
    const other = [{ ...libc, narHash: sha256Of<"nar">(new Uint8Array(32)) } as (typeof TABLE)[number], ...rest];
    expect((await sbomOf({ entries: other })).documentNamespace).not.toBe(document.documentNamespace);
  });

  it("has nothing of the caches in it, whose addresses may be secrets", async () => {
    expect(JSON.stringify(await sbomOf())).not.toMatch(/cache\.example|secret|token|password/);
  });

  it("has a unique identifier for every store path that there can be, and names only what it has", async () => {
    const { config } = await configure("export default {};");
    const content = imageContent(config);
    const platform = { os: "linux", architecture: "arm", variant: "v7", system: "armv7l-linux" } as const;
    const names = fc.uniqueArray(fc.stringMatching(/^[0-9A-Za-z+_?=][0-9A-Za-z+._?=-]{0,12}$/), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, fc.infiniteStream(fc.nat()), (some, numbers) => {
        // One hash for all: names that differ in what an identifier cannot have must not meet.
        const all = some.map((name) => `${"0".repeat(32)}-${name}`);
        const entries = all.map((one, index) => ({
          ...lockedEntry(one, {
            narHash: `sha256-${Buffer.alloc(32).toString("base64")}`,
            narSize: 1,
            references: all.slice(0, index + 1).filter(() => (numbers.next().value ?? 0) % 2 === 0),
            cache: "c",
            url: "u",
            compression: "none",
          }),
        }));
        const closure = makeClosure(all.map(parseStorePathBase), entries);
        const packages = resolvePackages(content, () => undefined, undefined);
        const plan = planImage({
          platform,
          content,
          packages,
          closure,
          labels: {},
          created: 0,
          placeOf: () => undefined,
        });
        const document = checkedSpdx(imageSbom({ plan, packages, contents: [] }));
        expect(document.packages.length).toBe(all.length + 1);
        expect(new Set(document.packages.map((one) => one.packageFileName)).size).toBe(all.length + 1);
      }),
      { numRuns: 50 },
    );
  });
});
