import * as z from "zod";
import { didYouMean } from "../../text/did-you-mean.ts";
import type { SourcePin } from "./pin.ts";
import { PinFile } from "./pin-file.ts";

/** The fields of a source that decl reads (nmattia/niv: nix/sources.nix). */
const sourceSchema = z.object({
  type: z.string().optional(),
  url: z.string().optional(),
  /** The NAR hash of the archive's folder. */
  sha256: z.string().optional(),
  repo: z.string().optional(),
  rev: z.string().optional(),
  branch: z.string().optional(),
  ref: z.string().optional(),
});

/** Reads a source from niv's sources.json. Throws a DeclError at the line that is wrong. */
export function readNiv(file: string, text: string, name: string): SourcePin {
  const pins = new PinFile(file, text, "a sources.json of niv");
  const sources = pins.read(z.record(z.string(), z.unknown()));
  if (!Object.hasOwn(sources, name)) {
    const names = Object.keys(sources);
    const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    throw pins.wrong([], `niv has no source "${name}" here`, didYouMean(name, names) ?? known);
  }
  const {
    type = "tarball",
    url,
    sha256,
    repo,
    rev,
    branch,
    ref,
  } = pins.read(z.object({ [name]: sourceSchema }))[name] ?? {};
  const wrong = (what: string, hint: string) => pins.wrong([name], `the source "${name}" ${what}`, hint);
  switch (type) {
    case "tarball":
    case "builtin-tarball":
      if (url === undefined || sha256 === undefined)
        throw wrong("has no url and sha256", `\`niv update ${name}\` writes them`);
      return { kind: "archive", url, hash: { of: "tree", text: sha256 }, rev };
    case "git":
      if (repo === undefined || rev === undefined)
        throw wrong("has no repo and rev", `\`niv update ${name}\` writes them`);
      return { kind: "git", git: repo, rev, ref: ref?.replace(/^refs\/(?:heads|tags)\//, "") ?? branch };
    default:
      throw wrong(`is of the type "${type}", which is no package set`, "tarball and git can be one");
  }
}
