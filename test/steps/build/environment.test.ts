import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { environmentOf } from "../../../src/steps/build/environment.ts";
import { temporaryFolder } from "../../live/engine.ts";

const OUT = `/nix/store/${"1".repeat(32)}-app`;
const CERTIFICATES = "etc/ssl/certs/ca-bundle.crt";

let store: string;
beforeEach(() => {
  store = temporaryFolder();
});

/** A package with these files. */
function add(name: string, ...files: readonly string[]): string {
  const path = join(store, name);
  for (const file of files) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), "");
  }
  return path;
}

describe("what a script finds", () => {
  it("is where its result goes, and folders of its own, without any package", () => {
    expect(environmentOf([], OUT)).toEqual({
      HOME: "/root",
      TMPDIR: "/tmp",
      out: OUT,
      NIX_BUILD_TOP: "/build",
      SOURCE_DATE_EPOCH: "315532800",
    });
  });

  it("is the folders that its packages have, the first package first", () => {
    const tool = add("tool", "bin/tool");
    const both = add("both", "bin/both", "lib/libboth.so");
    const dev = add("dev", "include/both.h", "lib/pkgconfig/both.pc", "share/pkgconfig/x.pc", "share/aclocal/x.m4");
    expect(environmentOf([tool, both, dev], OUT)).toMatchObject({
      PATH: `${tool}/bin:${both}/bin`,
      CPATH: `${dev}/include`,
      LIBRARY_PATH: `${both}/lib:${dev}/lib`,
      PKG_CONFIG_PATH: `${dev}/lib/pkgconfig:${dev}/share/pkgconfig`,
      CMAKE_PREFIX_PATH: `${tool}:${both}:${dev}`,
      ACLOCAL_PATH: `${dev}/share/aclocal`,
      XDG_DATA_DIRS: `${dev}/share`,
    });
    const { PATH, CPATH } = environmentOf([both, tool], OUT);
    expect([PATH, CPATH]).toEqual([`${both}/bin:${tool}/bin`, undefined]);
  });

  it("is the modules of Python, of whatever version", () => {
    const flask = add("flask", "lib/python3.13/site-packages/flask.py");
    const old = add("old", "lib/python3.9/site-packages/old.py", "lib/python3/site-packages/none", "lib/python3.8/x");
    const { PYTHONPATH } = environmentOf([flask, old], OUT);
    expect(PYTHONPATH).toBe(`${flask}/lib/python3.13/site-packages:${old}/lib/python3.9/site-packages`);
    expect(environmentOf([add("tool", "lib/x")], OUT).PYTHONPATH).toBeUndefined();
  });

  it("is the certificates of the first package that has some, by all variables that programs read", () => {
    const [cacert, other] = [add("cacert", CERTIFICATES), add("other", CERTIFICATES)];
    const env = environmentOf([add("tool", "bin/tool"), cacert, other], OUT);
    for (const name of ["SSL_CERT_FILE", "NIX_SSL_CERT_FILE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS"]) {
      expect(env[name]).toBe(`${cacert}/${CERTIFICATES}`);
    }
  });

  it("is not what is named outside of the store as needed with a package", () => {
    const lib = add("lib", "include/lib.h");
    const tool = add("tool", "bin/tool", "nix-support/propagated-build-inputs");
    writeFileSync(join(tool, "nix-support/propagated-build-inputs"), ` ${lib}\n/nix/store/${"0".repeat(32)}-gone`);
    expect(environmentOf([tool], OUT)).toMatchObject({ PATH: `${tool}/bin`, CMAKE_PREFIX_PATH: tool });
  });
});
