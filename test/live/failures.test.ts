import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { serveCache } from "./cache-server.ts";
import { build, errorIn, offlineContexts, temporaryFolder } from "./engine.ts";
import { type MadePath, madePath, narOf, TestKey, writeCache } from "./make-cache.ts";

/** A declaration that asks for one store path, of the context's cache or of those given, and of no other. */
const wanting = (storePath: string, caches: readonly { url: string }[] = []) => `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [
    storePath("${storePath}"),
  ] },
  nixpkgs: { binaryCaches: ${JSON.stringify(caches.map(({ url }) => ({ url })))} },
};
`;

const key = new TestKey("test-1");
const tool = madePath("tool-1", narOf({ "bin/tool": "#!/bin/sh\n" }));
/** A tool that no engine has downloaded before. */
const freshTool = () => madePath("tool-1", narOf({ "bin/tool": `${Math.random()}` }));
const signed = (path: MadePath): MadePath => ({ ...path, narinfo: key.sign(path.narinfo) });

/** Builds an image of one path out of a cache folder. */
async function failure(path: MadePath, options: { info?: string; trusted?: string } = {}) {
  const cache = writeCache(temporaryFolder(), [path], options.info);
  const result = await build({
    files: { "image.ts": wanting(path.storePath) },
    contexts: { "nix-cache": cache },
    args: { DECL_TRUSTED_PUBLIC_KEYS: options.trusted ?? key.text },
  });
  expect(result.output).not.toMatch(/\n\s+at \S+ \(/);
  return { message: errorIn(result), output: result.output };
}

/** The same out of an HTTP cache; a Sig line of the key is in the narinfo already. */
async function httpFailure(path: MadePath, override: Parameters<typeof serveCache>[1]) {
  const server = await serveCache(writeCache(temporaryFolder(), [path]), override);
  const result = await build({
    files: { "image.ts": wanting(path.storePath, [server]) },
    contexts: {},
    args: { DECL_TRUSTED_PUBLIC_KEYS: key.text },
  });
  return { message: errorIn(result).replaceAll(server.url, "CACHE"), output: result.output };
}

describe("a declaration that is wrong", () => {
  const failing = async (text: string) => {
    const result = await build({ files: { "image.ts": text } });
    expect(result.output).not.toMatch(/\n\s+at \S+ \(/);
    return { message: errorIn(result), output: result.output };
  };

  it.each([
    [
      "a syntax error",
      "// syntax=decl/frontend\nexport default {\n  a: ,\n};",
      "image.ts:3:6: expression expected\n  hint: is a bracket, a quote or a comma missing, here or before it?",
      "   3 | >>>   a: ,",
    ],
    [
      "an unknown package",
      "// syntax=decl/frontend\nexport default ({ pkgs }) => ({\n  environment: { systemPackages: [pkgs.helo] },\n});",
      'image.ts:3:35: there is no package "helo" for x86_64-linux\n  hint: did you mean "hello"?',
      "   3 | >>>   environment",
    ],
    [
      "a type error at run time",
      "// syntax=decl/frontend\nconst nothing = undefined;\nexport default () => ({ image: { name: nothing.x } });",
      "image.ts:3:47: TypeError: cannot read property 'x' of undefined\n  hint: is the name before it right? `?.` reads what may not be there",
      "   3 | >>> export default",
    ],
    [
      "a forbidden import",
      '// syntax=decl/frontend\nimport { readFileSync } from "node:fs";\nexport default {};',
      'image.ts:2:30: a declaration cannot import "node:fs"\n  hint: it can import "decl" and files beside it, as in "./users.ts"',
      '   2 | >>> import { readFileSync } from "node:fs";',
    ],
    [
      "no default export",
      "// syntax=decl/frontend\nexport const image = {};",
      "image.ts:2:1: this file exports no image\n  hint: write `export default image({ … })`",
      "   2 | >>> export const image",
    ],
    [
      "an endless loop",
      "// syntax=decl/frontend\nexport default () => {\n  for (;;) {}\n};",
      "image.ts:2:16: the declaration ran for more than 10 s\n  hint: is there a loop that never ends, a text or list that is very long, or a very busy machine?",
      "   2 | >>> export default",
    ],
    [
      "a huge allocation",
      "// syntax=decl/frontend\nexport default () => {\n  const all = [];\n  for (;;) all.push(new Uint8Array(1e6));\n};",
      "image.ts:4:35: the declaration needed more than 512 MiB of memory\n  hint: is there a loop that collects without end?",
      "   4 | >>>   for (;;)",
    ],
    [
      "an error of a deep recursion",
      "// syntax=decl/frontend\nconst f = () => f() + 1;\nexport default () => ({ a: f() });",
      "image.ts:2:18: the declaration's functions call each other too deeply\n  hint: is there a function that calls itself without end?",
      "   2 | >>> const f",
    ],
  ])("with %s says so at its line", async (_, text, message, excerpt) => {
    const failed = await failing(text);
    expect(failed.message).toBe(message);
    expect(failed.output).toContain(excerpt);
  });

  it("points into an imported file", async () => {
    const result = await build({
      files: {
        "image.ts":
          '// syntax=decl/frontend\nimport { name } from "./lib/name.ts";\nexport default { image: { name } };',
        "lib/name.ts": "const x = null;\nexport const name = x.y;\n",
      },
    });
    expect(errorIn(result)).toBe(
      "lib/name.ts:2:22: TypeError: cannot read property 'y' of null\n" +
        "  hint: is the name before it right? `?.` reads what may not be there",
    );
    expect(result.output).toContain("lib/name.ts:2\n");
    expect(result.output).toContain("   2 | >>> export const name = x.y;");
  });

  it("without a package set says how to give one", async () => {
    const result = await build({
      files: {
        "image.ts":
          "// syntax=decl/frontend\nexport default ({pkgs}) => ({ environment: { systemPackages: [pkgs.hello] },\n" +
          "  nixpkgs: { source: null } });",
      },
      contexts: {},
    });
    expect(errorIn(result)).toBe(
      "image.ts:3:22: this declaration names packages, and nixpkgs.source = null says that there is no package set to find them in\n" +
        "  hint: leave nixpkgs.source out for nixpkgs 26.05, give --build-context nixpkgs=DIR with a packages.json or a default.nix, " +
        'or name packages with storePath("/nix/store/…")',
    );
  });
});

describe("a cache that cannot be trusted", () => {
  const at = "image.ts:5:5: ";

  it("has no signature", async () => {
    expect((await failure(tool)).message).toBe(
      `${at}no binary cache has a usable ${tool.storePath}: nix-cache: has it, but it is not trusted: no signature\n` +
        "  hint: a path is used only with the signature of a trusted key: nixpkgs.binaryCaches has publicKeys, and --build-arg DECL_TRUSTED_PUBLIC_KEYS=NAME:BASE64 adds some",
    );
  });

  it("is signed by an unknown key", async () => {
    const { message } = await failure(signed(tool), { trusted: new TestKey("other-1").text });
    expect(message).toContain("has it, but it is not trusted: signed only by unknown keys test-1\n  hint: a path");
  });

  it("has a bad signature", async () => {
    const narinfo = key.sign(tool.narinfo).replace(/NarSize: \d+/, "NarSize: 4711");
    const { message } = await failure({ ...tool, narinfo });
    expect(message).toContain("has it, but it is not trusted: bad signature of key test-1");
  });

  it("gets a key that is none", async () => {
    expect((await failure(signed(tool), { trusted: "test-1:AAAA" })).message).toBe(
      '--build-arg DECL_TRUSTED_PUBLIC_KEYS: the public key "test-1" has 3 bytes, not 32',
    );
  });

  it("is for another store", async () => {
    const { message } = await failure(signed(tool), { info: "StoreDir: /gnu/store\n" });
    expect(message).toBe(
      '--build-context nix-cache: the cache is for the store directory "/gnu/store", not /nix/store',
    );
  });

  it("answers with another path", async () => {
    const other = madePath("tool-2", tool.nar);
    const narinfo = key.sign(other.narinfo);
    const { message } = await failure({ ...tool, narinfo });
    expect(message).toContain(`answers with another path, ${other.storePath}`);
  });

  it("has an archive outside of its folder", async () => {
    const narinfo = key.sign(tool.narinfo.replace(/URL: .*/, "URL: ../../etc/passwd"));
    expect((await failure({ ...tool, narinfo })).message).toContain(
      'nix-cache: says that the archive is at "../../etc/passwd", which is no file of it',
    );
  });
});

describe("an archive that is not what the narinfo says", () => {
  /** The archive is replaced after the narinfo was signed. */
  const withNar = (nar: Buffer) => failure({ ...signed(tool), nar });
  /** The narinfo is signed for the broken archive: only its form is wrong. */
  const signedNar = (nar: Buffer) => failure(signed(madePath("tool-1", nar)));
  const unpacking = (reason: string) =>
    `image.ts:5:5: tool-1 from nix-cache could not be unpacked: ${reason}\n` +
    "  hint: a cache that serves other bytes than it signed for is broken, or worse; a file that has been repaired and has its old " +
    "size and time is not read again until `touch` gives it a new time";

  it("has another hash", async () => {
    const nar = Buffer.from(tool.nar.toString("latin1").replace("#!/bin/sh", "#!/bin/su"), "latin1");
    const { message } = await withNar(nar);
    const [got, wanted] = [nar, tool.nar].map((bytes) => sha256Of(createHash("sha256").update(bytes).digest()));
    expect(message).toBe(unpacking(`the archive has the hash ${got}, but its NarHash is ${wanted}`));
  });

  it("is truncated", async () => {
    const { message, output } = await withNar(tool.nar.subarray(0, tool.nar.length - 16));
    expect(message).toBe(unpacking("broken archive at byte 448, in /: the archive is cut short"));
    expect(output).toMatch(/error: .*tool-1.*: the archive is cut short/);
  });

  it("has trailing bytes", async () => {
    const { message } = await withNar(Buffer.concat([tool.nar, Buffer.alloc(8)]));
    expect(message).toBe(unpacking("broken archive at byte 464, in /: bytes follow the end of the archive"));
  });

  it("has a name that leads out of it", async () => {
    const nar = narOf({ "bin/xx": "" });
    const { message } = await signedNar(Buffer.from(nar.toString("latin1").replace("xx\0\0", "..\0\0"), "latin1"));
    expect(message).toBe(unpacking('broken archive at byte 264, in /bin: the name ".." leads out of its folder'));
  });

  it("has a folder whose name a terminal would obey", async () => {
    const nar = narOf({ "\u001b[2J/xx": "" }).toString("latin1").replace("xx\0\0", "..\0\0");
    const { message, output } = await signedNar(Buffer.from(nar, "latin1"));
    expect(message).toBe(
      unpacking('broken archive at byte 264, in /\\u001b[2J: the name ".." leads out of its folder'),
    );
    expect(output).not.toContain("\u001b[2J");
  });

  it("has unsorted names", async () => {
    const nar = narOf({ a: "", b: "" }).toString("latin1");
    const { message } = await signedNar(Buffer.from(nar.replace("a\0\0\0", "c\0\0\0"), "latin1"));
    expect(message).toBe(unpacking('broken archive at byte 312, in /: the name "b" comes after "c", unsorted'));
  });

  it("is not there", async () => {
    const path = signed(freshTool());
    const { message } = await httpFailure(path, (url, response) => {
      if (!url.startsWith("/nar/")) return false;
      response.writeHead(404).end();
      return true;
    });
    expect(message).toBe(
      "image.ts:5:5: tool-1 could not be had from CACHE: what the server sends is not the file that the cache describes\n" +
        "  hint: the cache describes this path and does not serve it as described: try again, or ask another cache first",
    );
  });

  it("is another file than the narinfo's FileHash", async () => {
    const { message } = await httpFailure(signed(freshTool()), (url, response) => {
      if (!url.startsWith("/nar/")) return false;
      response.end("an error page");
      return true;
    });
    expect(message).toContain(
      "tool-1 could not be had from CACHE: what the server sends is not the file that the cache describes",
    );
  });

  it("is missing from a cache folder", async () => {
    const { message } = await failure({ ...signed(tool), narUrl: "nar/elsewhere.nar" });
    expect(message).toContain("tool-1 could not be had from nix-cache: nar/tool-1.nar is not in it");
  });
});

describe("a cache that cannot be asked", () => {
  it("is down", async () => {
    const { message } = await httpFailure(signed(tool), (_, response) => {
      response.writeHead(503).end();
      return true;
    });
    expect(message).toContain(`no binary cache has a usable ${tool.storePath}: CACHE: answers with status 503`);
  });

  it("refuses connections", async () => {
    const result = await build({
      files: { "image.ts": wanting(tool.storePath, [{ url: "http://127.0.0.1:9" }]) },
      contexts: {},
    });
    expect(errorIn(result)).toContain("http://127.0.0.1:9: refuses connections");
  });

  it("does not have the path", async () => {
    const { message } = await httpFailure(madePath("other-1", tool.nar, "b"), (url, response) => {
      if (!url.endsWith(".narinfo")) return false;
      response.writeHead(404).end();
      return true;
    });
    expect(message).toContain("CACHE: does not have it");
  });

  it("is passed over for the next one that has the path", async () => {
    const down = await serveCache(temporaryFolder(), (_, response) => {
      response.writeHead(500).end();
      return true;
    });
    const good = await serveCache(writeCache(temporaryFolder(), [signed(tool)]));
    const { code, output } = await build({
      files: { "image.ts": wanting(tool.storePath, [down, good]) },
      contexts: {},
      args: { DECL_TRUSTED_PUBLIC_KEYS: key.text },
    });
    expect(output).toContain("[nix] tool-1 (1 kB)");
    expect(code).toBe(0);
  });

  it("names the chain of references that led to a missing path", async () => {
    const library = `${"c".repeat(32)}-library-1`;
    const path = madePath("tool-1", tool.nar, "a", [library]);
    expect((await failure(signed(path))).message).toContain(
      `no binary cache has a usable /nix/store/${library} (needed by ${"a".repeat(32)}-tool-1 → ${library}): nix-cache: does not have it`,
    );
  });
});

it("a file of one package where another has a folder is an error that names both", async () => {
  const one = signed(madePath("one-1", narOf({ "bin/tool": "1" }), "a"));
  const two = signed(madePath("two-1", narOf({ "bin/tool/x": "2" }), "b"));
  const cache = writeCache(temporaryFolder(), [one, two]);
  const text = wanting(one.storePath).replace('"),\n', `"),\n    storePath("${two.storePath}"),\n`);
  const result = await build({
    files: { "image.ts": text },
    contexts: { "nix-cache": cache },
    args: { DECL_TRUSTED_PUBLIC_KEYS: key.text },
  });
  expect(errorIn(result)).toBe(
    "image.ts:4:34: the system path could not be made: " +
      `/bin/tool is a file of one package and a folder of another: ${one.storePath}/bin/tool (priority 5) and ${two.storePath}/bin/tool (priority 5)\n` +
      "hint: leave one of the packages out, or the folders of it that are linked: environment.pathsToLink",
  );
});

it("an unknown --call is refused in words", async () => {
  const result = await build({
    files: { "image.ts": "// syntax=decl/frontend\nexport default {};" },
    contexts: offlineContexts(),
    options: ["--call=nonsense"],
  });
  expect(result.code).not.toBe(0);
  expect(result.output).toContain("unsupported request frontend.nonsense");
});
