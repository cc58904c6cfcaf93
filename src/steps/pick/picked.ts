import * as z from "zod";

/** The result of `pick`: texts by their files, those that are not there left out; or what is wrong with the archive. */
export const pickedSchema = z.union([
  z.object({ archiveFault: z.string() }),
  z.object({ files: z.record(z.string(), z.string()) }),
]);

export type Picked = z.infer<typeof pickedSchema>;
