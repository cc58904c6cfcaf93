import { expect, it } from "vitest";
import { openPackageSets } from "../../src/packages/package-sets.ts";
import { fakeSession } from "../context/fake-session.ts";
import { configure, errorOf } from "../declaration/declare.ts";

/** Looks `pkgs.hello` up in a set that is a folder of the client's, with an overlay that is none of these files. */
async function failure(files: Readonly<Record<string, string>>) {
  const configuration = await configure(`export default ({ pkgs }) => ({
  nixpkgs: { overlays: ["./overlays/ours.nix", "theirs.nix"] },
  environment: { systemPackages: [pkgs.hello] },
});`);
  const { session } = await fakeSession(
    { files: { nixpkgs: { "default.nix": "{ }" }, context: files } },
    { "context:nixpkgs": "local:nixpkgs" },
  );
  return errorOf(openPackageSets(session, configuration, new Map([["x86_64-linux", new Set(["hello"])]]), new Set()));
}

it("an overlay that the build context does not have is an error at its line, before Nix is asked", async () => {
  expect(await failure({})).toBe('image.ts:2:25: there is no file "./overlays/ours.nix" in the build context');
  expect(await failure({ "overlays/ours.nix": "" })).toBe(
    'image.ts:2:48: there is no file "theirs.nix" in the build context',
  );
  expect(await failure({ "overlays/ours.nix": "", "theirs.nix": "" })).toMatch(
    /^--build-context nixpkgs does not say which Nix for \S+ its packages are looked up with\n/,
  );
});
