import { describe, expect, it } from "vitest";
import { scratch } from "../../../src/llb/vertex.ts";
import { gitPackageSet } from "../../../src/packages/sources/git.ts";
import { fakeSession } from "../../context/fake-session.ts";

const rev = "0123456789abcdef0123456789abcdef01234567";
const git = "https://git.example.org/set.git";

async function sourceOf(ref: string | null, buildkit = "0.25") {
  const { session } = await fakeSession({ buildkit });
  const { files, pin, label } = await gitPackageSet(session, { kind: "git", git, rev, ref: ref ?? undefined }, {});
  if (files.state === scratch || files.state.vertex.op.kind !== "source") throw new Error("not a source");
  const { identifier, attributes } = files.state.vertex.op;
  return { identifier, attributes, pin, label };
}

describe("a commit as a package set", () => {
  it("is fetched by its tag, and has to be there", async () => {
    expect(await sourceOf("26.05")).toEqual({
      identifier: "git://git.example.org/set.git#26.05",
      attributes: {
        "git.fullurl": git,
        "git.checksum": rev,
        "git.authheadersecret": "GIT_AUTH_HEADER.git.example.org",
        "git.authtokensecret": "GIT_AUTH_TOKEN.git.example.org",
      },
      pin: { source: git, rev },
      label: git,
    });
  });

  it.each([
    [null, "0.25"],
    ["26.05", "0.21"],
  ])(
    "is fetched by its id where there is no tag, or an engine that could not check it (%s, BuildKit %s)",
    async (ref, buildkit) => {
      const { identifier, attributes } = await sourceOf(ref, buildkit);
      expect(identifier).toBe(`git://git.example.org/set.git#${rev}`);
      expect(attributes).not.toHaveProperty("git.checksum");
    },
  );

  it("is fetched alone, whatever its tag, by an engine that can", async () => {
    const { identifier, attributes } = await sourceOf("26.05", "0.30");
    expect(identifier).toBe(`git://git.example.org/set.git#${rev}`);
    expect(attributes).toMatchObject({ "git.checksum": rev, "git.fetchbycommit": "true" });
  });

  it("with all its history is a warning, which says what helps", async () => {
    const warningsOf = async (buildkit: string, ref?: string) => {
      const { session } = await fakeSession({ buildkit });
      return (await gitPackageSet(session, { kind: "git", git, rev, ref }, {})).warnings?.map(({ message }) => message);
    };
    expect(await warningsOf("0.25")).toEqual([`this engine fetches all history of ${git}, once`]);
    expect(await warningsOf("0.25", "26.05")).toEqual([]);
    expect(await warningsOf("0.30")).toEqual([]);
  });

  it("that an old engine compares with an annotated tag is told so", async () => {
    const fail = { Solve: { code: 2, message: `expected checksum to match ${rev}, got ${"1".repeat(40)}` } };
    const hintOf = async (buildkit: string) => {
      const { session } = await fakeSession({ fail, buildkit });
      const source = await gitPackageSet(session, { kind: "git", git, rev, ref: "26.05" }, {});
      return source.readText("x").then(String, String);
    };
    expect(await hintOf("0.25")).toContain(
      "; this engine takes an annotated tag for another commit: leave the ref out",
    );
    expect(await hintOf("0.26")).toMatch(/leave out a ref that moves on$/);
  });

  it("that cannot be fetched is an error at the place of the source", async () => {
    const fail = { Solve: { code: 2, message: "fatal: repository 'https://x/' not found: exit status 128" } };
    const { session } = await fakeSession({ fail });
    const start = { line: 3, column: 7 };
    const source = await gitPackageSet(
      session,
      { kind: "git", git, rev },
      { place: { file: "a.ts", start, end: start } },
    );
    await expect(source.readText("x")).rejects.toThrow(
      `a.ts:3:7: the package set ${git} cannot be had: git.example.org has no such repository`,
    );
  });
});
