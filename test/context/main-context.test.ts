import { describe, expect, it } from "vitest";
import { mainContext } from "../../src/context/main-context.ts";

const read = (options: Readonly<Record<string, string>>) => mainContext(new Map(Object.entries(options)));
const LOCAL = { source: { kind: "local" }, argument: ".", buildFolder: "dockerfile", hasOwnBuildFolder: false };

describe("what a build is given as its context", () => {
  it("is a folder of the client's where nothing is said", () => {
    expect(read({})).toEqual(LOCAL);
  });

  it("is a repository, whose .git may be kept", () => {
    const options = { context: "https://u:p@x.example/y.git#v1", "build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR": "1" };
    expect(read(options)).toMatchObject({
      source: { kind: "git", address: { url: "https://u:p@x.example/y.git", ref: "v1", keepGitDir: true } },
      argument: "https://x.example/y.git#v1",
    });
    const off = { ...options, "build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR": "0" };
    expect(read(off).source).not.toHaveProperty("address.keepGitDir");
  });

  it("is a file behind an address, of which a folder may count", () => {
    const url = "https://x.example/y.tar.gz";
    const expected = { ...LOCAL, source: { kind: "http", url }, argument: url, subdir: "app" };
    expect(read({ context: url, contextsubdir: "app" })).toEqual(expected);
  });

  it("is standard input, which the client uploads", () => {
    expect(read({ context: "http://buildkit-session/abc" }).argument).toBe("-");
  });

  it("may be said under another key, and the build file be the client's own", () => {
    const options = { contextkey: "other", context: "ignored", other: "https://x.example/y.git", dockerfilekey: "df" };
    expect(read(options)).toMatchObject({ source: { kind: "git" }, buildFolder: "df", hasOwnBuildFolder: true });
  });
});
