import { describe, expect, it } from "vitest";
import type { ClosureEntry } from "../../src/nix/closure.ts";
import { type PackageSet, packageOfEntry, UnknownPackage } from "../../src/nix/package-entry.ts";
import { parseStorePath } from "../../src/nix/store-path.ts";
import { certificatesFor, isTlsLibrary, withCertificates } from "../../src/plan/certificates.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { namesForTls, resolvePackages } from "../../src/plan/packages.ts";
import { configure } from "../declaration/declare.ts";

const path = (name: string) => parseStorePath(`/nix/store/${"a".repeat(32)}-${name}`);
const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
const VARIABLES = { SSL_CERT_FILE: BUNDLE, NIX_SSL_CERT_FILE: BUNDLE };

/** A package set of these names, each with one output. */
const setOf = (...names: string[]): PackageSet => ({
  find: (name) => {
    if (!names.includes(name)) throw new UnknownPackage(`there is no package "${name}"`, undefined);
    return packageOfEntry(name, { name: `${name}-1`, outputs: { out: path(`${name}-1`).path }, defaultOutput: "out" });
  },
});

const closureOf = (...names: string[]) => ({
  // Of an entry only its path is looked at.
  entries: names.map((name) => ({ path: path(name) }) as ClosureEntry),
});

const contentOf = async (options: string) =>
  imageContent((await configure(`export default ({ pkgs }) => (${options});`)).config);

const resolve = async (options: string, names = ["curl", "cacert"]) => {
  const content = await contentOf(options);
  return { content, packages: resolvePackages(content, () => undefined, setOf(...names)) };
};

const CURL = "{ environment: { systemPackages: [pkgs.curl] } }";

describe("a library for TLS", () => {
  it.each([
    ...["openssl-3.6.5", "openssl-3.6.5-bin", "gnutls-3.8.13", "nss-3.101", "libressl-4.0.0", "mbedtls-3.6.0"],
    ...["wolfssl-all-5.7.2", "boringssl-unstable-2024-02-15", "aws-lc-1.49.1", "s2n-tls-1.5.0"],
  ])("is %s", (name) => {
    expect(isTlsLibrary(path(name))).toBe(true);
  });

  it.each(["nss-cacert-3.101", "openssl-3.6.5-man", "openssh-10.6p1", "glibc-2.42", "nss_wrapper-1.1.15", "openssl"])(
    "is not %s",
    (name) => {
      expect(isTlsLibrary(path(name))).toBe(false);
    },
  );
});

describe("certificates", () => {
  it("come with a package that needs such a library", async () => {
    const { content, packages } = await resolve(CURL);
    expect(namesForTls(content)).toEqual(["cacert"]);
    expect([...packages.roots.keys()]).toEqual([path("curl-1").path]);
    const certificates = certificatesFor(packages, closureOf("curl-1", "openssl-3.6.5"));
    expect(certificates).toEqual({ kind: "ours", roots: [path("cacert-1")] });
    const { files, container } = withCertificates(content, certificates);
    const bundle = files.find((file) => file.path === BUNDLE);
    expect(bundle).toMatchObject({ type: "symlink", target: "\uE0D0cacert\uE0D1/etc/ssl/certs/ca-bundle.crt" });
    expect(packages.resolveText(bundle?.type === "symlink" ? bundle.target : "")).toBe(
      `${path("cacert-1").path}/etc/ssl/certs/ca-bundle.crt`,
    );
    expect(container.env).toEqual(VARIABLES);
  });

  it("do not come where nothing needs one", async () => {
    const { content, packages } = await resolve(CURL);
    const certificates = certificatesFor(packages, closureOf("curl-1", "glibc-2.42"));
    expect(certificates).toEqual({ kind: "none" });
    expect(withCertificates(content, certificates)).toBe(content);
  });

  it("do not come where installCACerts is off", async () => {
    const { content, packages } = await resolve(
      "{ environment: { systemPackages: [pkgs.curl] }, security: { pki: { installCACerts: false } } }",
    );
    expect(namesForTls(content)).toEqual([]);
    expect(certificatesFor(packages, closureOf("openssl-3.6.5"))).toEqual({ kind: "none" });
  });

  it("are said to be missing where the package set does not have them", async () => {
    const { packages } = await resolve(CURL, ["curl"]);
    expect(certificatesFor(packages, closureOf("openssl-3.6.5"))).toMatchObject({
      kind: "missing",
      reason: 'there is no package "cacert"',
    });
    expect(certificatesFor(packages, closureOf("glibc-2.42"))).toEqual({ kind: "none" });
  });

  it("leave those of the base image, whose bundle the variables name", async () => {
    const { content, packages } = await resolve(CURL);
    const base = { certificates: "/etc/pki/tls/certs/ca-bundle.crt" };
    const certificates = certificatesFor(packages, closureOf("openssl-3.6.5"), base);
    const { files, container } = withCertificates(content, certificates);
    expect(files).toBe(content.files);
    expect(container.env).toEqual({ SSL_CERT_FILE: base.certificates, NIX_SSL_CERT_FILE: base.certificates });
  });

  it("leave a file and a variable that the declaration has itself", async () => {
    const { content, packages } = await resolve(`{
      environment: { systemPackages: [pkgs.curl], etc: { "ssl/certs/ca-certificates.crt": { text: "mine" } } },
      image: { env: { SSL_CERT_FILE: "/mine" } },
    }`);
    const { files, container } = withCertificates(content, certificatesFor(packages, closureOf("openssl-3.6.5")));
    expect(files.filter((file) => file.path === BUNDLE)).toMatchObject([{ type: "file", text: "mine" }]);
    expect(container.env).toEqual({ ...VARIABLES, SSL_CERT_FILE: "/mine" });
  });
});
