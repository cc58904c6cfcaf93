import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type CheckedSpdx, checkedSpdx } from "../plan/sbom/spdx-check.ts";
import { importBase } from "./base-image.ts";
import { decl } from "./decl-program.ts";
import { build, dockerOutput, errorIn, packageFolder, temporaryFolder } from "./engine.ts";
import { readOciArchive } from "./oci-archive.ts";
import { buildProbe } from "./probe/image.ts";

const declaration = (options: string, imports = "image") => `// syntax=decl/frontend
import { ${imports} } from "decl";
export default image(({ pkgs }) => ({
  nixpkgs: { binaryCaches: [] },
  ${options}
}));
`;

const HELLO = declaration('image: { name: "web" }, environment: { systemPackages: [pkgs.hello, pkgs.acl] },');
const CPE = "cpe:2.3:a:gnu:hello:2.12:*:*:*:*:*:*:*";
const META = `{ license = [ { spdxId = "MIT"; } { fullName = "Own License"; } ]; identifiers.cpe = "${CPE}"; }`;

/** With a package that only Nix can describe. */
const describedByNix = (options: string) =>
  declaration(
    `environment: { systemPackages: [nix\`pkgs.hello // { meta = pkgs.hello.meta // ${META}; }\`] }, ${options}`,
    "context, image, nix",
  );

const SBOM = ["--provenance=false", "--sbom=true"];

interface Request extends Partial<Parameters<typeof build>[0]> {
  readonly text?: string;
}

/** Builds into an archive, and gives its images. */
async function archived({ text = HELLO, options = SBOM, ...request }: Request = {}) {
  const file = join(temporaryFolder(), "image.tar");
  const all = [...options, "-o", `type=oci,dest=${file},name=live-sbom`];
  const built = await build({ ...request, files: { "image.ts": text }, options: all });
  expect(built.code, built.output).toBe(0);
  return readOciArchive(file);
}

/** Builds into a folder: the files of the image, and what the SBOM says that they are. */
async function exported({ text = HELLO, options = SBOM, ...request }: Request = {}) {
  const folder = temporaryFolder();
  const all = [...options, "-o", `type=local,dest=${folder}`];
  const built = await build({ ...request, files: { "image.ts": text }, options: all });
  expect(built.code, built.output).toBe(0);
  const sbomIn = (of: string) => {
    const { predicateType, predicate } = JSON.parse(readFileSync(join(of, "sbom.spdx.json"), "utf8"));
    expect(predicateType).toBe("https://spdx.dev/Document");
    return checkedSpdx(predicate);
  };
  return { folder, sbomIn, output: built.output };
}

const storePathsIn = (folder: string) => readdirSync(join(folder, "nix/store")).map((name) => `/nix/store/${name}`);
const storePathsOf = ({ packages }: CheckedSpdx) => packages.flatMap(({ packageFileName }) => packageFileName ?? []);

const sbomOf = ({ attestations }: ReturnType<typeof readOciArchive>[number]) => {
  expect(attestations.map(({ predicateType }) => predicateType)).toEqual(["https://spdx.dev/Document"]);
  return checkedSpdx(attestations[0]?.statement.predicate);
};

function no(what: string): never {
  throw new Error(`there is no ${what}`);
}

it("--sbom gives the exact store paths of the image, and no scanner is fetched", async () => {
  const { folder, sbomIn, output } = await exported();
  const document = sbomIn(folder);
  expect(storePathsOf(document).sort()).toEqual(storePathsIn(folder).sort());
  expect(storePathsIn(folder).length).toBeGreaterThan(2);
  expect(output).not.toMatch(/scanner|syft/);
  const hello = document.packages.find(({ name }) => name === "hello");
  expect(hello).toMatchObject({ licenseDeclared: "GPL-3.0-or-later", versionInfo: expect.stringMatching(/^2\./) });
});

it("the SBOM is attested of the image's manifest, which is the same without it", async () => {
  const [image = no("image"), ...others] = await archived();
  expect(others).toEqual([]);
  const { subject } = image.attestations[0]?.statement ?? {};
  expect(subject?.map(({ digest }) => `sha256:${digest.sha256}`)).toEqual([image.digest]);
  expect(sbomOf(image).name).toBe("web");
  const plain = await archived({ options: ["--provenance=false"] });
  expect(plain).toEqual([{ digest: image.digest, platform: expect.any(String), attestations: [] }]);
});

it("the same packages give the same SBOM, byte for byte, from another cache and with a lock file too", async () => {
  const statement = async (request: Request = {}) => (await archived(request))[0]?.attestations[0]?.text;
  const first = await statement();
  expect(first).toContain("SPDX-2.3");
  const xz = { nixpkgs: join(packageFolder(), "nixpkgs"), "nix-cache": join(packageFolder(), "cache-xz") };
  expect(await statement({ contexts: xz, options: [...SBOM, "--no-cache"] })).toBe(first);
  const folder = temporaryFolder();
  const lock = await build({ folder, files: { "image.ts": HELLO }, options: ["--target", "lock", "-o", folder] });
  expect(lock.code, lock.output).toBe(0);
  expect(await statement({ folder })).toBe(first);
  const printed = await decl(["sbom", join(folder, "image.ts"), "--platform", "linux/amd64"]);
  expect(printed.code, printed.output).toBe(0);
  expect(JSON.parse(printed.output)).toEqual(JSON.parse(first ?? "").predicate);
});

it("SPDX's own library, which the daemon has, reads the whole document", async () => {
  await buildProbe();
  const folder = temporaryFolder();
  writeFileSync(join(folder, "page"), "");
  const text = describedByNix('image: { contents: [{ source: context("page"), target: "/srv/page" }] },');
  const document = sbomOf((await archived({ folder, text }))[0] ?? no("image"));
  const file = join(folder, "probe.tar");
  const built = await build({
    files: { "probe.ts": `// syntax=decl/probe\n${JSON.stringify(document)}` },
    contexts: {},
    args: { MODE: "sbom" },
    options: [...SBOM, "-o", `type=oci,dest=${file},name=live-sbom`],
  });
  expect(built.code, built.output).toBe(0);
  const rewritten = sbomOf(readOciArchive(file)[0] ?? no("image"));
  const { creators } = rewritten.creationInfo;
  expect(creators).toEqual(["Tool: decl", expect.stringMatching(/^Tool: buildkit-/)]);
  expect({ ...rewritten, creationInfo: document.creationInfo }).toEqual(document);
});

it("every platform has an SBOM of its own", async () => {
  const options = [...SBOM, "--platform", "linux/amd64,linux/arm64"];
  const images = await archived({ options });
  expect(images.map(({ platform }) => platform)).toEqual(["linux/amd64", "linux/arm64"]);
  const { folder, sbomIn } = await exported({ options });
  for (const image of images) {
    const own = join(folder, image.platform.replace("/", "_"));
    expect(storePathsOf(sbomOf(image)).sort()).toEqual(storePathsIn(own).sort());
    expect(sbomIn(own)).toEqual(sbomOf(image));
    expect(sbomOf(image).packages[0]?.comment).toContain(`For ${image.platform}.`);
  }
});

it("the SBOM has files of the build context, contents of images and what the image starts from", async () => {
  await importBase("live-sbom-base", "containerd");
  const folder = temporaryFolder();
  mkdirSync(join(folder, "app/bin"), { recursive: true });
  writeFileSync(join(folder, "app/bin/serve"), "#!/bin/sh\n");
  const text = declaration(
    `image: { from: "live-sbom-base", contents: [
      { source: { image: "live-sbom-base", path: "/work" }, target: "/copy" },
      { source: context("app"), target: "/srv" },
    ] },
    environment: { systemPackages: [context("./app")] },`,
    "context, image",
  );
  const digest = (await dockerOutput(["image", "inspect", "-f", "{{.Id}}", "live-sbom-base"])).trim();
  const found = await exported({ folder, text });
  const document = found.sbomIn(found.folder);
  expect(storePathsOf(document)).toEqual(storePathsIn(found.folder));
  expect(document.packages.slice(1)).toMatchObject([
    { name: "live-sbom-base", versionInfo: digest },
    { name: "app", sourceInfo: "made of app of the build context" },
    { name: "/work of the image live-sbom-base", sourceInfo: expect.stringContaining(`(${digest}) to /copy`) },
    { name: "app of the build context", sourceInfo: "copied from app of the build context to /srv" },
  ]);
});

it("what Nix says of a package is in the SBOM: its licenses, and how vulnerability databases call it", async () => {
  const text = describedByNix("");
  const folder = temporaryFolder();
  const files = { "image.ts": text };
  const locked = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
  expect(locked.code, locked.output).toBe(0);
  const found = await exported({ folder, text });
  const { packages, hasExtractedLicensingInfos } = found.sbomIn(found.folder);
  expect(packages.find(({ name }) => name === "hello")).toMatchObject({
    licenseDeclared: "MIT AND LicenseRef-Own-License",
    externalRefs: [{ referenceType: "purl" }, { referenceType: "cpe23Type", referenceLocator: CPE }],
  });
  expect(hasExtractedLicensingInfos).toMatchObject([{ licenseId: "LicenseRef-Own-License", name: "Own License" }]);
});

it("a scanner that is named is run instead", async () => {
  const options = ["--provenance=false", "--sbom=generator=127.0.0.1:9/scanner"];
  const failed = await build({ files: { "image.ts": HELLO }, options: [...options, "-t", "live-sbom"] });
  expect(errorIn(failed)).toContain("127.0.0.1:9/scanner");
  expect(failed.output).not.toContain("sbom.spdx.json");
});

it("an engine without attestations says so, and decl sbom has the same document", async () => {
  const folder = temporaryFolder();
  const request = { folder, files: { "image.ts": HELLO }, store: "graphdriver" } as const;
  const failed = await build({ ...request, options: ["--sbom=true", "-t", "live-sbom"] });
  expect(errorIn(failed)).toContain(
    "Attestation is not supported for the docker driver.\nSwitch to a different driver",
  );
  const locked = await build({ ...request, options: ["--target", "lock", "-o", folder] });
  expect(locked.code, locked.output).toBe(0);
  const printed = await decl(["sbom", join(folder, "image.ts"), "--platform", "linux/amd64"]);
  expect(JSON.parse(printed.output)).toEqual((await archived())[0]?.attestations[0]?.statement.predicate);
});
