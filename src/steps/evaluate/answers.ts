import * as z from "zod";
import { packageEntrySchema } from "../../nix/package-entry.ts";

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
