import { expect, it } from "vitest";
import { parseGitAddress } from "../../src/context/git-address.ts";
import { gitFiles, httpFiles } from "../../src/context/remote-files.ts";
import { fakeEngine } from "../engine/in-process.ts";

const subject = "the context assets";

async function repository(address: string, options: Parameters<typeof fakeEngine>[0] = {}) {
  const { engine } = await fakeEngine(options);
  const parsed = parseGitAddress(address);
  if (parsed === undefined) throw new Error(`${address} is no repository`);
  const { op } = (await gitFiles(engine, parsed, { subject })).tree.vertex;
  return op.kind === "source" ? { identifier: op.identifier, attributes: op.attributes } : undefined;
}

it("a repository is the source that Docker makes of its address", async () => {
  const secrets = { "git.authheadersecret": "GIT_AUTH_HEADER", "git.authtokensecret": "GIT_AUTH_TOKEN" };
  expect(await repository("https://x.example/y.git#v1:app")).toEqual({
    identifier: "git://x.example/y.git#v1:app",
    attributes: { "git.fullurl": "https://x.example/y.git", ...secrets },
  });
  expect(await repository("git@x.example:y.git")).toEqual({
    identifier: "git://x.example/y.git",
    attributes: { "git.fullurl": "git@x.example:y.git", "git.mountsshsock": "default", ...secrets },
  });
});

it("what an engine cannot do of an address is told", async () => {
  await expect(repository("https://x.example/y.git?submodules=0", { buildkit: "0.22" })).rejects.toThrow(
    "this build needs source.git.skipsubmodules of the engine",
  );
});

it("a repository that cannot be fetched is an error that says why, and hides a password", async () => {
  const failing = (message: string) => ({ fail: { Solve: { code: 2, message } } });
  await expect(
    repository("https://u:p@x.example/y.git#v1", failing("fatal: couldn't find remote ref v1")),
  ).rejects.toThrow("the context assets https://x.example/y.git cannot be had: it has no branch, tag or commit v1");
  await expect(
    repository("https://x.example/y.git", failing("fatal: could not read Username for 'https://x.example'")),
  ).rejects.toMatchObject({ diagnostics: [{ hint: expect.stringContaining("GIT_AUTH_TOKEN.x.example") }] });
});

it("a file that cannot be fetched is an error that says why", async () => {
  const { engine } = await fakeEngine({ fail: { Solve: { code: 2, message: "invalid response status 404" } } });
  await expect(httpFiles(engine, "https://x.example/y.tar", { subject })).rejects.toThrow(
    "the context assets https://x.example/y.tar cannot be had: x.example answers with status 404",
  );
});
