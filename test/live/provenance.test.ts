import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import { build, temporaryFolder } from "./engine.ts";
import { madePath, narOf, TestKey, writeCache } from "./make-cache.ts";
import { readOciArchive } from "./oci-archive.ts";

const key = new TestKey("test-1");

it.each([
  ["a token", "HTTP_AUTH_TOKEN_127.0.0.1", "s3cret-provenance", "Bearer s3cret-provenance", ""],
  ["a header", "HTTP_AUTH_HEADER_127.0.0.1", "Basic czNjcmV0LXA=", "Basic czNjcmV0LXA=", ""],
  ["a header that the declaration names", "LOGIN", "Basic czNjcmV0LXE=", "Basic czNjcmV0LXE=", 'authSecret: "LOGIN"'],
])("the provenance has every archive with its hash, and of %s only the name", async (_, id, text, header, option) => {
  const made = madePath("attested", narOf({ "share/attested": `${text} ${Math.random()}` }));
  const path = { ...made, narinfo: key.sign(made.narinfo) };
  const digest = createHash("sha256").update(made.nar).digest("hex");
  const server = await serveCache(writeCache(temporaryFolder(), [path]), (_path, response, request) => {
    if (request.headers.authorization === header) return false;
    response.writeHead(401).end();
    return true;
  });
  process.env.DECL_TEST_SECRET = text;
  const file = join(temporaryFolder(), "image.tar");
  const built = await build({
    files: {
      "image.ts": `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${path.storePath}")] },
  nixpkgs: { binaryCaches: [{ url: "${server.url}", publicKeys: ["${key.text}"], ${option} }] },
};
`,
    },
    contexts: {},
    args: { DECL_SECRET_HOSTS: "LOGIN=127.0.0.1" },
    options: [
      ...["--provenance=mode=max", "--sbom=true", "--secret", `id=${id},env=DECL_TEST_SECRET`],
      ...["-o", `type=oci,dest=${file}`],
    ],
  });
  expect(built.code, built.output).toBe(0);
  const { attestations = [] } = readOciArchive(file)[0] ?? {};
  expect(attestations.map(({ predicateType }) => predicateType)).toEqual([
    "https://spdx.dev/Document",
    expect.stringContaining("https://slsa.dev/provenance/"),
  ]);
  const [sbom = "", provenance = ""] = attestations.map((one) => one.text);
  const archive = { uri: `${server.url}/${path.narUrl}`, digest: { sha256: digest } };
  expect(JSON.parse(provenance).predicate.materials).toContainEqual(archive);
  expect(provenance).toContain("image.ts");
  for (const written of [sbom, provenance, built.output]) {
    expect(written).not.toContain(text);
    expect(written).not.toContain(text.replace(/^Basic /, ""));
  }
});

it("a provenance changes the media types of a manifest, and so its digest, unless they are OCI's anyway", async () => {
  const files = { "image.ts": '// syntax=decl/frontend\nexport default { image: { cmd: ["attested"] } };\n' };
  const manifestOf = async (provenance: boolean, types: string) => {
    const output = `type=image,name=live-media-types${types}`;
    const { code, output: printed } = await build({
      files,
      contexts: {},
      options: [`--provenance=${provenance}`, "-o", output],
    });
    expect(code, printed).toBe(0);
    return /exporting manifest (sha256:[0-9a-f]{64})/.exec(printed)?.[1];
  };
  expect(await manifestOf(true, "")).not.toBe(await manifestOf(false, ""));
  const oci = ",oci-mediatypes=true";
  expect(await manifestOf(true, oci)).toBe(await manifestOf(false, oci));
});
