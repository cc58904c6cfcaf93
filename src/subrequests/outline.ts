import { draftImages, finishImage } from "../build/evaluate-images.ts";
import { lockToFollow, openDeclaration } from "../build/open-declaration.ts";
import type { DeclSettings } from "../context/settings.ts";
import { type Location, locationOf, sourceTexts } from "./location.ts";
import { type ListedPackage, listPackages } from "./packages.ts";
import type { Subrequest } from "./subrequest.ts";
import { table } from "./table.ts";

interface Outline {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly args: readonly Argument[];
  /** What Docker's own frontend has nothing of: clients that know the outline pass over it. */
  readonly packages: readonly ListedPackage[];
  readonly sources: readonly string[];
}

interface Argument {
  readonly name: string;
  readonly description?: string;
  readonly value?: string | undefined;
  readonly location?: Location | undefined;
}

/**
 * `--call=outline`: the image, its packages and the build arguments that it takes (frontend/subrequests/outline). The version
 * is one that clients do not know, so that they print our text instead of one without the packages.
 */
export const outline: Subrequest<Outline> = {
  definition: {
    name: "frontend.outline",
    version: "1.1.0",
    type: "rpc",
    description: "List the packages of the image and the build arguments that it takes",
    opts: [{ name: "target", description: "Which image of the file" }],
    metadata: [{ name: "result.json" }, { name: "result.txt" }],
  },
  run: async (session) => {
    const { request, sources } = session;
    const opened = await openDeclaration(session);
    const { drafts, readArguments } = draftImages(request, opened.declaration);
    const [draft] = drafts;
    const { name, labels } = draft?.configuration.config.image ?? {};
    // What NixOS brings is not known before it is evaluated, which nobody waits for here.
    const first = draft === undefined || draft.configuration.isOpen ? undefined : finishImage(draft);
    const read = Array.from(readArguments, ([argument, place]) => ({
      name: argument,
      value: request.args[argument],
      location: locationOf(place, sources),
    }));
    return {
      name: name ?? undefined,
      description: labels?.["org.opencontainers.image.description"],
      args: [...read, ...settings(request.settings)],
      packages: first === undefined ? [] : await listPackages(session, first, lockToFollow(opened, request)),
      sources: sourceTexts(sources),
    };
  },
  print: ({ name, description, args, packages }) =>
    [
      ...(name === undefined ? [] : [`TARGET: ${name}\n`]),
      ...(description === undefined ? [] : [`DESCRIPTION: ${description}\n`]),
      table([
        ["BUILD ARG", "VALUE", "DESCRIPTION"],
        ...args.map((argument) => [argument.name, argument.value ?? "", argument.description ?? ""]),
      ]),
      ...(packages.length === 0 ? [] : [packageTable(packages)]),
    ].join("\n"),
};

const packageTable = (packages: readonly ListedPackage[]): string =>
  table([
    ["PACKAGE", "VERSION", "LICENSE", "HOMEPAGE"],
    ...packages.map(({ name, version = "", license = "", homepage = "" }) => [name, version, license, homepage]),
  ]);

/** Every declaration takes these. */
function settings({
  binaryCaches,
  trustedPublicKeys,
  lock,
  build,
  evaluate,
  nix,
  allowHosts,
  secretHosts,
  cacheTimeout,
}: DeclSettings): Argument[] {
  return [
    {
      name: "DECL_BINARY_CACHES",
      description: "Addresses of binary caches, asked before those of the declaration",
      value: binaryCaches.join(" "),
    },
    {
      name: "DECL_TRUSTED_PUBLIC_KEYS",
      description: "Keys that are trusted for every binary cache, each as NAME:BASE64",
      value: trustedPublicKeys.join(" "),
    },
    { name: "DECL_LOCK", description: "What the lock file is good for: use, ignore or update", value: lock },
    {
      name: "DECL_BUILD",
      description: "Which packages are built, instead of nixpkgs.build: never, missing or always",
      value: build ?? "",
    },
    {
      name: "DECL_EVALUATE",
      description: "1 asks Nix what names mean even where the package set has a name table",
      value: evaluate ? "1" : "",
    },
    { name: "DECL_NIX", description: "The store path of the Nix that looks names up", value: nix ?? "" },
    {
      name: "DECL_ALLOW_HOSTS",
      description: "The only hosts that the declaration and its lock may have something fetched from",
      value: allowHosts?.join(" ") ?? "*",
    },
    {
      name: "DECL_SECRET_HOSTS",
      description: "Which secrets the declaration may have sent where, each as ID=HOST",
      value: secretHosts.map(({ id, host }) => `${id}=${host}`).join(" "),
    },
    {
      name: "DECL_CACHE_TIMEOUT",
      description: "Seconds that a binary cache has to answer with a file of metadata",
      value: `${cacheTimeout}`,
    },
  ];
}
