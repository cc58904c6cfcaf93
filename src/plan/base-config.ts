import * as z from "zod";
import { DeclError } from "../text/diagnostic.ts";

const texts = z.array(z.string()).nullish();
const names = z.record(z.string(), z.unknown()).nullish();

/** What is read of another image's configuration; Docker's engine writes null for what is empty. */
const schema = z.object({
  os: z.string().nullish(),
  architecture: z.string().nullish(),
  variant: z.string().nullish(),
  config: z
    .object({
      Env: texts,
      Entrypoint: texts,
      Cmd: texts,
      User: z.string().nullish(),
      WorkingDir: z.string().nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
      ExposedPorts: names,
      Volumes: names,
      StopSignal: z.string().nullish(),
      Healthcheck: z.record(z.string(), z.unknown()).nullish(),
      Shell: texts,
      OnBuild: texts,
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string()).nullish() }).nullish(),
  history: z
    .array(
      z.object({
        created: z.string().nullish(),
        created_by: z.string().nullish(),
        author: z.string().nullish(),
        comment: z.string().nullish(),
        empty_layer: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** The configuration of the image that another one starts from. */
export type BaseConfig = z.infer<typeof schema>;

/** Reads an image's configuration (OCI image specification, config.md). Throws a DeclError. */
export function readBaseConfig(json: Uint8Array, reference: string): BaseConfig {
  try {
    return schema.parse(JSON.parse(Buffer.from(json).toString("utf8")));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new DeclError({ code: "unusable-image", message: `the configuration of ${reference} cannot be read` });
  }
}

/** How many layers the image has. */
export function baseLayers(config: BaseConfig): number {
  return config.rootfs?.diff_ids?.length ?? 0;
}

/** An entry of the history, as the image configuration has it. */
export interface HistoryEntry {
  readonly created: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/**
 * The base's history with exactly one entry for each of its layers, beside those of no layer: exporters count them, and an
 * image that was imported or squashed may have too few or too many.
 */
export function baseHistory(config: BaseConfig, reference: string, created: string): HistoryEntry[] {
  let left = baseLayers(config);
  const entries = (config.history ?? []).map((entry): HistoryEntry => {
    const isEmpty = entry.empty_layer === true || left === 0;
    if (!isEmpty) left--;
    return {
      created: entry.created ?? created,
      ...(entry.created_by == null ? {} : { created_by: entry.created_by }),
      ...(entry.author == null ? {} : { author: entry.author }),
      ...(entry.comment == null ? {} : { comment: entry.comment }),
      ...(isEmpty ? { empty_layer: true } : {}),
    };
  });
  while (left-- > 0) entries.push({ created, created_by: `base: ${reference}` });
  return entries;
}
