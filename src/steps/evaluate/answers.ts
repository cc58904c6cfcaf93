import * as z from "zod";
import { packageEntrySchema } from "../../nix/package-entry.ts";
import { nixosOutcomeSchema } from "./nixos-answer.ts";

const answerSchema = z.union([
  z.object({ package: packageEntrySchema }),
  z.object({ missing: z.string(), known: z.array(z.string()) }),
  z.object({ notPackage: z.string(), known: z.array(z.string()) }),
  z.object({ error: z.string() }),
]);

/** The result of `evaluate`. The program itself takes only the types from here, as zod is not for the helper. */
export const evaluationSchema = z.object({
  version: z.string(),
  systems: z.record(z.string(), z.record(z.string(), answerSchema)),
  /** By system and by the question's key. */
  nixos: z.record(z.string(), z.record(z.string(), nixosOutcomeSchema)).optional(),
  /** The package set itself cannot be evaluated. */
  error: z.string().optional(),
  /** What is wrong with the archive that the package set is in. */
  archiveFault: z.string().optional(),
  /** The package set's name table, which says what names mean; then nothing was evaluated. */
  nameTable: z.string().optional(),
});

export type Evaluation = z.infer<typeof evaluationSchema>;

/** What a name means for one system, or why it means nothing. */
export type Answer = z.infer<typeof answerSchema>;

const sourceSchema = z.object({
  path: z.string(),
  /** As Nix's database has it, in base16. */
  narHash: z.string(),
  narSize: z.number(),
  references: z.array(z.string()),
  ca: z.string().optional(),
});

/** The result of `evaluate` where derivations are asked for. The state has the sources below /nix/store. */
export const derivationsSchema = z.object({
  /** For each system and name the .drv file, or null where Nix makes none of it. */
  systems: z.record(z.string(), z.record(z.string(), z.string().nullable())),
  /** All .drv files that these need, themselves included, as text by path. */
  files: z.record(z.string(), z.string()),
  /** What evaluation has put into the store beside them. */
  sources: z.array(sourceSchema),
  error: z.string().optional(),
  archiveFault: z.string().optional(),
});

export type Derivations = z.infer<typeof derivationsSchema>;
