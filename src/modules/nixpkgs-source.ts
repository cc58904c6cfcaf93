import type { Config } from "../lib/options.gen.d.ts";
import type { HostArguments } from "../options/host-module.ts";
import { type AddressUse, addressFault } from "../text/login-in-address.ts";

type Source = NonNullable<Config["nixpkgs"]["source"]>;

const COMMIT = "8c50a710ddca43d7a530fb805ad55bde8d0141c5";
const HASH = "(?:sha256[:-])?[A-Za-z0-9+/=]{44,64}";

/** `nixpkgs.source`: which of these options are set says what kind of source it is. */
export const packageSetSource = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const file = types.strMatching("(?:\\./)?[A-Za-z0-9._+/-]+", "a file of the build context");
  const name = types.strMatching("[A-Za-z0-9._+-]+", "a name");
  return {
    options: {
      url: mkOption({
        type: types.nullOr(types.strMatching("https?://\\S+", "an http:// or https:// address")),
        default: null,
        example: `https://github.com/NixOS/nixpkgs/archive/${COMMIT}.tar.gz`,
        description: "The address of an archive of the package set. It has one folder at its top.",
      }),
      narHash: mkOption({
        type: types.nullOr(types.strMatching(HASH, "a SHA-256 hash")),
        default: null,
        example: "sha256-md0zn0RnwNvPyASas1yG5YUuwQ4ALA6ucL50l0DvqCo=",
        description:
          "Hash of what is in the archive's folder: `narHash` of a flake.lock, `sha256` of fetchTarball, niv and npins. It " +
          "stays when the archive is compressed anew.",
      }),
      sha256: mkOption({
        type: types.nullOr(types.strMatching(HASH, "a SHA-256 hash")),
        default: null,
        description: "Hash of the archive's file itself, in place of `narHash`; hexadecimal or `sha256-…`.",
      }),
      git: mkOption({
        type: types.nullOr(types.strMatching("https?://\\S+", "the http:// or https:// address of a repository")),
        default: null,
        example: "https://github.com/NixOS/nixpkgs.git",
        description: "The address of a git repository with the package set. Of nixpkgs an archive comes much faster.",
      }),
      rev: mkOption({
        type: types.nullOr(types.strMatching("[0-9a-f]{40}", "a whole commit id, 40 hexadecimal digits")),
        default: null,
        example: COMMIT,
        description: "The commit of the repository.",
      }),
      ref: mkOption({
        type: types.nullOr(types.strMatching("[A-Za-z0-9][A-Za-z0-9._/+-]*", "the name of a tag or branch")),
        default: null,
        example: "nixos-26.05",
        description:
          "A tag or branch whose newest commit is `rev`. With it only that commit is fetched. Without it engines before " +
          "BuildKit 0.30 fetch everything that leads to the commit, which for nixpkgs are gigabytes.",
      }),
      flakeLock: mkOption({
        type: types.nullOr(file),
        default: null,
        example: "flake.lock",
        description: "A flake.lock of the build context: the package set is what it has locked for `input`.",
      }),
      input: mkOption({
        type: name,
        default: "nixpkgs",
        description: "The input of the flake.",
      }),
      npins: mkOption({
        type: types.nullOr(file),
        default: null,
        example: "npins/sources.json",
        description: "The sources.json of npins, in the build context: the package set is its `pin`.",
      }),
      niv: mkOption({
        type: types.nullOr(file),
        default: null,
        example: "nix/sources.json",
        description: "The sources.json of niv, in the build context: the package set is its `pin`.",
      }),
      pin: mkOption({
        type: name,
        default: "nixpkgs",
        description: "The name that the package set has in the sources of npins or niv.",
      }),
    },
  };
};

/** Options of one kind of source. */
const KINDS = [
  ["url", "narHash", "sha256"],
  ["git", "rev", "ref"],
  ["flakeLock"],
  ["npins"],
  ["niv"],
] as const satisfies readonly (readonly (keyof Source)[])[];

/** Assertions: a source is one thing, and pinned. */
export function sourceChecks(source: Source) {
  const about = [["nixpkgs", "source"]];
  const kinds = KINDS.filter((options) => options.some((option) => source[option] !== null));
  const [kind, ...others] = kinds;
  if (kind === undefined || others.length > 0 || source[kind[0]] === null) {
    const message =
      "nixpkgs.source is one of these: an archive, url with narHash or sha256; a repository, git and rev; flakeLock; npins; niv";
    return [{ assertion: false, message, about }];
  }
  const { git, rev, ref, url, narHash, sha256 } = source;
  return [
    {
      assertion: git === null || rev !== null,
      message: `nixpkgs.source names no commit, and what ${ref ?? "the newest one"} is changes`,
      hint: `git ls-remote ${shown(git, "repository")} ${ref ?? "HEAD"} prints the commit, which is the rev`,
      about,
    },
    {
      assertion: url === null || narHash !== null || sha256 !== null,
      message: "nixpkgs.source has no narHash and no sha256, and what the address serves may change",
      hint: `nix-prefetch-url --unpack ${shown(url, "archive")} prints the narHash; curl -L ${shown(url, "archive")} | sha256sum the sha256`,
      about,
    },
    {
      assertion: narHash === null || sha256 === null,
      message: "nixpkgs.source has a narHash and a sha256: one of them pins it",
      hint: "leave out the sha256, which changes when the archive is compressed anew",
      about,
    },
  ];
}

/** An address for a command, unless it has what nobody should see. */
const shown = (address: string | null, use: AddressUse) =>
  address === null || addressFault("", address, use) !== undefined ? "ADDRESS" : address;
