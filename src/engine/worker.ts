import type { moby } from "@moby/buildkit-proto";
import type { Platform } from "../llb/vertex.ts";

/** A worker of the daemon. */
export interface Worker {
  readonly platforms: readonly Platform[];
  readonly buildkitVersion?: string | undefined;
}

/**
 * The workers as the environment lists them (BUILDKIT_WORKERS: a JSON array, with keys in other cases before BuildKit 0.10),
 * or as Pong does when the environment has none.
 */
export function parseWorkers(
  json: string,
  records: readonly moby.buildkit.v1.types.WorkerRecord.$Properties[],
): readonly Worker[] {
  const listed = json === "" ? [] : listOf(JSON.parse(json)).map(lowerKeys);
  if (listed.length > 0) return listed.map(workerOf);
  return records.map((record) => ({
    platforms: (record.platforms ?? []).map((platform) => platformOf(lowerKeys(platform))),
    buildkitVersion: record.BuildkitVersion?.version || undefined,
  }));
}

type Fields = ReadonlyMap<string, unknown>;

function workerOf(fields: Fields): Worker {
  return {
    platforms: listOf(fields.get("platforms")).map((platform) => platformOf(lowerKeys(platform))),
    buildkitVersion: text(lowerKeys(fields.get("buildkitversion")).get("version")),
  };
}

/** JSON writes "os.version", Pong's message OSVersion. */
function platformOf(fields: Fields): Platform {
  const variant = text(fields.get("variant"));
  const osVersion = text(fields.get("os.version") ?? fields.get("osversion"));
  return {
    os: text(fields.get("os")) ?? "",
    architecture: text(fields.get("architecture")) ?? "",
    variant,
    osVersion,
  };
}

function lowerKeys(value: unknown): Fields {
  return new Map(Object.entries(recordOf(value)).map(([key, field]) => [key.toLowerCase(), field]));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const recordOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
