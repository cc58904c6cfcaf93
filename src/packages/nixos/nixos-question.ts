import { createHash } from "node:crypto";
import { dirname } from "node:path/posix";
import { type ContextPath, parseContext } from "../../lib/context-reference.ts";
import { type Definition, PLAIN_PRIORITY } from "../../options/definition.ts";
import { NIXOS_FILES } from "../../reasons/nixos.ts";
import type { EvaluationRequest, NixosRequest } from "../../steps/evaluate/spec.ts";
import type { Place } from "../../text/diagnostic.ts";
import type { TargetPlatform } from "../../value/platform.ts";
import { filesIn, moduleText } from "./nix-text.ts";

/** The parts of NixOS's configuration that a question asks for. */
type RequestedParts = Exclude<keyof NixosRequest, "modules">;

/** What the declaration defines for NixOS: options, and a .nix file. */
export interface NixosInput extends Pick<NixosRequest, RequestedParts> {
  readonly definitions: readonly Definition[];
  /** A file of the build context. */
  readonly file: { readonly file: string; readonly definition: Definition } | undefined;
  readonly platform: TargetPlatform;
}

/** A question to NixOS: its modules, and the files of build contexts that they may read. */
export interface NixosQuestion extends Pick<NixosRequest, RequestedParts> {
  /** A hash of the modules and options: equal questions have equal keys. */
  readonly key: string;
  readonly modules: readonly NixosModule[];
  readonly files: readonly ContextPath[];
  /** The first definition in the declaration. */
  readonly place: Place | undefined;
  readonly platform: TargetPlatform;
}

/** By system. */
export type NixosQuestions = ReadonlyMap<string, readonly NixosQuestion[]>;

/** A module whose text a step gets as a file, or one that is a file of a build context. */
type NixosModule =
  | { readonly kind: "text"; readonly name: string; readonly text: string }
  | { readonly kind: "file"; readonly path: string };

const placeOfFile = ({ context, path }: ContextPath): string =>
  `${NIXOS_FILES}/${context}${path === "." ? "" : `/${path}`}`;

/** Makes the question. Throws a DeclError for a value that Nix does not have. */
export function nixosQuestion({ definitions, file, platform, ...options }: NixosInput): NixosQuestion {
  const modules: NixosModule[] = [];
  const files: ContextPath[] = [];
  if (file !== undefined) {
    const path = parseContext(file.file);
    if (path !== undefined) {
      modules.push({ kind: "file", path: placeOfFile(path) });
      files.push(path);
    }
  }
  for (const { value, module, place, priority } of definitions) {
    const weight = priority === PLAIN_PRIORITY ? undefined : priority;
    const text = moduleText(value, place?.file ?? module, placeOfFile, weight);
    const name = `nixos-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.nix`;
    modules.push({ kind: "text", name, text });
    files.push(...filesIn(value));
  }
  const key = createHash("sha256")
    .update(JSON.stringify([modules, options]))
    .digest("hex")
    .slice(0, 16);
  const place = [...definitions, ...(file === undefined ? [] : [file.definition])].find((one) => one.place)?.place;
  return { key, modules, files: widened(files), place, platform, ...options };
}

/** Files with the folders around .nix files, since a module may read files beside it. */
function widened(files: readonly ContextPath[]): ContextPath[] {
  const all = files.map(({ context, path }) => {
    const wide = path.endsWith(".nix") ? dirname(path) : path;
    return { context, path: wide };
  });
  return [...new Map(all.map((one) => [placeOfFile(one), one])).values()];
}

/** The folder of a step that has the files of a context. */
export const contextPlace = (context: string): string => `${NIXOS_FILES}/${context}`;

/** The request for NixOS that evaluate.nix reads. Texts of modules become files in `folder`, which are returned by their names. */
export function nixosToEvaluate(questions: NixosQuestions, folder: string) {
  const files = new Map<string, string>();
  const nixos: Record<string, NonNullable<EvaluationRequest["nixos"]>[string]> = {};
  for (const [system, some] of questions) {
    const requests = some.map(({ key, modules, files: _, place, platform, ...looked }): [string, NixosRequest] => {
      const asked = modules.map((module) => {
        if (module.kind === "file") return module.path;
        files.set(module.name, module.text);
        return `${folder}/${module.name}`;
      });
      return [key, { modules: asked, ...looked }];
    });
    nixos[system] = Object.fromEntries(requests);
  }
  return { files, nixos };
}
