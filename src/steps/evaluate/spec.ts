import type { NixosFields } from "../../value/nixos-answer.ts";
import { packedTree } from "../archive/packed-tree.ts";
import { absolutePath, flag, optional, record } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** What `evaluate` is given. Its result is an Evaluation, or Derivations (answers.ts). */
export const evaluateSpec = specOf("evaluate", {
  /** The program `nix-instantiate`. */
  nix: absolutePath,
  /** evaluate.nix */
  expression: absolutePath,
  /** The file with an EvaluationRequest, as JSON. */
  request: absolutePath,
  /** The folder that gets the result. */
  output: absolutePath,
  /** Whether the derivations of the names are wanted, and not what they mean. */
  derivations: optional(flag),
  /** The package set, where it comes as an archive. */
  packed: optional(
    record({
      tree: packedTree,
      /** The file in it that says what names mean, so that Nix need not be asked; left out where Nix must be. */
      nameTable: optional(absolutePath),
    }),
  ),
});

/** The same once it is read. */
export type EvaluateSpec = SpecOf<typeof evaluateSpec>;

/** What evaluate.nix is asked. */
export interface EvaluationRequest {
  /** Where the package set is mounted. */
  readonly packageSet: string;
  /** `nixpkgs.config` */
  readonly config: Readonly<Record<string, unknown>>;
  /** Absolute files. */
  readonly overlays: readonly string[];
  readonly systems: Readonly<Record<string, Readonly<Record<string, WantedName>>>>;
  /** What NixOS is asked, for each system and by a key of the question. */
  readonly nixos?: Readonly<Record<string, Readonly<Record<string, NixosRequest>>>>;
}

/** A NixOS configuration: its modules, and what of its options is looked at. */
export interface NixosRequest {
  /** Absolute files. */
  readonly modules: readonly string[];
  /** Options that are the same here. */
  readonly passed: readonly (readonly string[])[];
  /** Options that come to nothing, which is said where somebody asks for them. */
  readonly ignored: readonly (readonly string[])[];
  /** Parts whose settled values are wanted. */
  readonly values: readonly (readonly string[])[];
  readonly parts: NixosParts;
  readonly fields: NixosFields;
  /** Options that hold units, users and the like by name: which of their fields somebody defines is told. */
  readonly named: readonly (readonly string[])[];
}

/** Modules of NixOS by their files or folders in nixos/modules, without ".nix". */
export interface NixosParts {
  /** What they define is part of an image. */
  readonly taken: readonly string[];
  /** Of those the ones about a machine: what they define is not. */
  readonly machine: readonly string[];
  /** Of those the ones that every machine has: what they define counts where somebody defines an option of theirs. */
  readonly onRequest: readonly string[];
}

/** A name by its parts, or an absolute file with an expression. */
export type WantedName = { readonly path: readonly string[] } | { readonly file: string };
