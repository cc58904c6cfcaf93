import { describe, expect, it } from "vitest";
import { EngineError } from "../../src/engine/engine-error.ts";
import { describeGitFailure, gitFailure } from "../../src/reasons/git.ts";
import { printDiagnostic } from "../../src/text/diagnostic.ts";

const rev = "0123456789abcdef0123456789abcdef01234567";
const other = "1".repeat(40);
const git = "https://git.example.org/set.git";

describe("what git and the daemon say of a fetch that failed", () => {
  const explained = (message: string, ref: string | null = "main") =>
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
    [`no such ref was fetched: ${rev}`, `it has no commit ${rev}`],
    [`fatal: reference is not a tree: ${rev}`, `it has no commit ${rev}`],
    [`fatal: bad object ${rev}`, `it has no commit ${rev}`],
    [
      "fatal: could not read Username for 'https://git.example.org': terminal prompts disabled",
      "git.example.org wants a login\n  hint: give --secret id=GIT_AUTH_TOKEN.git.example.org,…",
    ],
    ["fatal: Authentication failed for 'https://git.example.org/set.git/'", "git.example.org wants a login"],
    ["fatal: unable to access 'x': The requested URL returned error: 401", "git.example.org wants a login"],
    ["fatal: unable to access 'x': The requested URL returned error: 403", "git.example.org wants a login"],
    ["fatal: unable to access 'x': The requested URL returned error: 407", "git.example.org wants a login"],
    ["fatal: repository 'https://git.example.org/set.git/' not found", "git.example.org has no such repository"],
    ["fatal: unable to access 'x': The requested URL returned error: 404", "git.example.org has no such repository"],
    ["fatal: unable to access 'x': Could not resolve host: git.example.org", "git.example.org is an unknown host name"],
    [
      "fatal: unable to access 'x': Failed to connect to git.example.org port 443",
      "git.example.org refuses connections",
    ],
    ["fatal: unable to access 'x': Could not connect to server", "git.example.org refuses connections"],
    ["fatal: unable to connect to git.example.org: Connection refused", "git.example.org refuses connections"],
    ["fatal: unable to access 'x': Connection timed out", "git.example.org does not answer in time"],
    [
      "fatal: unable to access 'x': SSL certificate problem: expired",
      "git.example.org has a certificate that the engine",
    ],
    [
      "fatal: unable to access 'x': server certificate verification failed. CAfile: none CRLfile: none",
      "git.example.org has a certificate that the engine",
    ],
    ["git stderr:\nfatal: something new\n: exit status 128", "something new"],
    ["no git here", "no git here"],
  ])("%s", (message, words) => {
    expect(explained(message)).toContain(`the package set ${git} cannot be had: ${words}`);
  });

  it("a commit that is asked for by its id is missed as a commit", () => {
    expect(explained(`repository does not contain ref ${rev}`, null)).toContain(`it has no commit ${rev}`);
  });

  it("of a context names what was asked for", () => {
    const wanted = { host: "git.example.org", what: "branch main" };
    expect(gitFailure("fatal: couldn't find remote ref main", wanted)).toEqual({ reason: "it has no branch main" });
    expect(gitFailure(`expected checksum to match ${rev}, got ${other}`, wanted)).toEqual({
      reason: `its branch main is at ${other}, not at the commit that was asked for`,
    });
  });
});
