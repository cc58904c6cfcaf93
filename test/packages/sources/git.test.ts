import { describe, expect, it } from "vitest";
import { EngineError } from "../../../src/engine/engine-error.ts";
import { scratch } from "../../../src/llb/vertex.ts";
import { gitPackageSet } from "../../../src/packages/sources/git.ts";
import { describeGitFailure } from "../../../src/reasons/git.ts";
import { printDiagnostic } from "../../../src/text/diagnostic.ts";
import { fakeSession } from "../../context/fake-session.ts";

const rev = "0123456789abcdef0123456789abcdef01234567";
const other = "1".repeat(40);
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
        "git.authheadersecret": "GIT_AUTH_HEADER",
        "git.authtokensecret": "GIT_AUTH_TOKEN",
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
    // Who says nothing of a source has the default.
    const { session: other } = await fakeSession({ fail });
    const unsaid = await gitPackageSet(other, { kind: "git", git, rev }, {});
    await expect(unsaid.readText("x")).rejects.toMatchObject({
      diagnostics: [{ hint: "it is the default: --build-context nixpkgs=DIR takes its place" }],
    });
  });
});

describe("what git and the daemon say of a fetch that failed", () => {
  const told = (message: string, ref: string | null = "main") =>
    printDiagnostic({
      code: "x",
      severity: "error",
      ...describeGitFailure(new EngineError({ code: 2, message }), { git, rev, ref }),
    });

  it.each([
    [
      `expected checksum to match ${rev}, got ${other}`,
      `main is at ${other}, not at the rev\n  hint: set nixpkgs.source.rev`,
    ],
    ['repository does not contain ref main, output: ""', "it has no tag or branch main"],
    ["fatal: couldn't find remote ref main", "it has no tag or branch main"],
    [`fatal: remote error: upload-pack: not our ref ${rev}`, `it has no commit ${rev}`],
    [`fatal: unable to read tree (${rev})`, `it has no commit ${rev}`],
    [
      "fatal: could not read Username for 'https://git.example.org': terminal prompts disabled",
      "git.example.org wants a login\n  hint: give --secret id=GIT_AUTH_TOKEN.git.example.org,…",
    ],
    ["fatal: unable to access 'x': The requested URL returned error: 403", "git.example.org wants a login"],
    ["fatal: unable to access 'x': The requested URL returned error: 404", "git.example.org has no such repository"],
    ["fatal: unable to access 'x': Could not resolve host: git.example.org", "git.example.org is an unknown host name"],
    [
      "fatal: unable to access 'x': Failed to connect to git.example.org port 443",
      "git.example.org refuses connections",
    ],
    ["fatal: unable to access 'x': Connection timed out", "git.example.org does not answer in time"],
    [
      "fatal: unable to access 'x': SSL certificate problem: expired",
      "git.example.org has a certificate that the engine",
    ],
    ["git stderr:\nfatal: something new\n: exit status 128", "something new"],
    ["no git here", "no git here"],
  ])("%s", (message, words) => {
    expect(told(message)).toContain(`the package set ${git} cannot be had: ${words}`);
  });

  it("a commit that is asked for by its id is missed as a commit", () => {
    expect(told(`repository does not contain ref ${rev}`, null)).toContain(`it has no commit ${rev}`);
  });
});
