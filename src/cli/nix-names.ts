import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { DeclSettings } from "../context/settings.ts";
import { escapeShellArgs } from "../lib/texts.ts";
import { NIXPKGS_RELEASE } from "../nix/nixpkgs-release.ts";
import type { Configuration } from "../options/configuration.ts";
import { findMention } from "../options/mention.ts";
import { readEvaluation } from "../packages/evaluation.ts";
import {
  lookUpNames,
  type NamesBySystem,
  type NixAnswer,
  namesToEvaluate,
  type OpenSet,
  type PackageSets,
} from "../packages/name-lookup.ts";
import { NAME_TABLE } from "../packages/name-table.ts";
import { askNix } from "../steps/evaluate/ask-nix.ts";
import evaluateNix from "../steps/evaluate/evaluate.nix?raw";
import type { EvaluationRequest } from "../steps/evaluate/spec.ts";
import { HelperFailure } from "../steps/helper/failure.ts";
import { at, DeclError } from "../text/diagnostic.ts";
import { type BuildContexts, readIfThere } from "./build-contexts.ts";
import { findProgram } from "./path-program.ts";
import { UsageError } from "./usage-error.ts";

/** As lock files and messages call the package set. */
const SOURCE = { label: "--build-context nixpkgs", pin: { source: "context:nixpkgs" } } as const;

/**
 * Looks up names as a build does (see lookUpNames), but that Nix is the machine's own. Throws a DeclError, or a UsageError
 * where the machine has no Nix.
 */
export function lookUpWithNix(
  settings: DeclSettings,
  contexts: BuildContexts,
  configuration: Configuration,
  names: NamesBySystem,
  optional: ReadonlySet<string>,
): Promise<PackageSets> {
  const driver = {
    mustEvaluate: settings.evaluate,
    readContextFile: (name: string) => readContextFile(contexts, name),
    hasOverlay: async (name: string) => (await contexts.file(name)) !== undefined,
    openSet: async (some: NamesBySystem): Promise<OpenSet> => {
      const folder = await realpath(packageSetFolder(contexts, configuration, some));
      return {
        ...SOURCE,
        readTable: () => readIfThere(join(folder, NAME_TABLE)),
        askNix: async (question) => {
          const { config, overlays } = configuration.config.nixpkgs;
          const paths = await Promise.all(overlays.map((name) => contexts.file(name)));
          const found = paths.filter((path) => path !== undefined);
          return evaluateNames(folder, config, found, question.names);
        },
      };
    },
  };
  return lookUpNames(driver, configuration, names, optional);
}

async function readContextFile(contexts: BuildContexts, name: string): Promise<string | undefined> {
  const path = await contexts.file(name);
  return path === undefined ? undefined : readIfThere(path);
}

function packageSetFolder(contexts: BuildContexts, configuration: Configuration, names: NamesBySystem): string {
  const folder = contexts.folder("nixpkgs");
  if (folder !== undefined) return folder;
  const { config, placeOf } = configuration;
  const mentions = [...names.values()].flatMap((some) =>
    [...some].map((name) => findMention(configuration, name)?.place),
  );
  throw new DeclError({
    code: "no-package-set",
    message:
      "this declaration names packages, and decl lock --nix finds them only in a folder that has the package set",
    ...at(placeOf(["nixpkgs", "source"]) ?? mentions.find((place) => place !== undefined)),
    hint: `give --build-context nixpkgs=DIR${fetching(config.nixpkgs.source)}, or leave --nix out: a build fetches it itself`,
  });
}

/** How such a folder comes about, where its address is known. */
function fetching(source: Configuration["config"]["nixpkgs"]["source"]): string {
  const { git, ref, url } = source ?? { ...NIXPKGS_RELEASE, git: null, ref: null };
  if (git !== null && ref !== null) {
    return `, which ${escapeShellArgs(["git", "clone", "--depth", "1", "--branch", ref, git])} DIR makes`;
  }
  return url === null ? "" : `, with what is in the archive ${url}`;
}

async function evaluateNames(
  packageSet: string,
  config: EvaluationRequest["config"],
  overlays: readonly string[],
  names: NamesBySystem,
): Promise<NixAnswer> {
  const nix = findProgram("nix-instantiate");
  if (nix === undefined) {
    throw new UsageError("there is no nix-instantiate on PATH, and decl lock --nix looks packages up with it");
  }
  const scratch = await realpath(await mkdtemp(join(tmpdir(), "decl-lock-")));
  try {
    const folder = join(scratch, "request");
    await mkdir(folder);
    const { expressions, systems } = namesToEvaluate(names, folder);
    const request: EvaluationRequest = { packageSet, config, overlays, systems };
    const files = {
      "evaluate.nix": evaluateNix,
      "request.json": JSON.stringify(request),
      ...Object.fromEntries(expressions),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const answers = await askNix(
      {
        nix: resolve(nix),
        expression: join(folder, "evaluate.nix"),
        request: join(folder, "request.json"),
        scratch,
        // A declaration may come from anywhere, and here it is not in a container.
        only: [folder, packageSet, ...new Set(overlays.map((file) => dirname(file)))],
      },
      () => {},
    );
    return { evaluation: readEvaluation(JSON.stringify(answers)), nix: await storePathOf(nix) };
  } catch (error) {
    if (!(error instanceof HelperFailure)) throw error;
    throw new DeclError({ code: "no-nix", message: `the Nix to look packages up with: ${error.message}` });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The store path that a program is in; undefined where a distribution installed it. */
async function storePathOf(program: string): Promise<string | undefined> {
  return /^\/nix\/store\/[^/]+/.exec(await realpath(program))?.[0];
}
