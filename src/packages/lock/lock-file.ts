import * as z from "zod";
import { COMPRESSIONS } from "../../nix/compression.ts";
import { MAX_SIGNATURES } from "../../nix/narinfo.ts";
import { packageEntrySchema } from "../../nix/package-entry.ts";

/** Bumped when an older decl could misread a file. */
export const LOCK_VERSION = 1;

const sri = z.string().describe("sha256-, then base64");

const pathSchema = z.object({
  narHash: sri.describe("Hash of the archive: what every build checks"),
  narSize: z.int().positive().describe("Bytes of the archive"),
  references: z.array(z.string()).describe("Base names of the store paths that it needs, sorted"),
  cache: z.string().describe("Where it was found: an address, or the name of a build context"),
  url: z.string().describe("The archive's file, relative to the cache or absolute"),
  compression: z.enum(COMPRESSIONS),
  fileHash: sri.optional().describe("Hash of the archive's file, compressed"),
  fileSize: z.int().nonnegative().optional(),
  ca: z.string().optional().describe("Content address"),
  deriver: z.string().optional(),
  signatures: z.array(z.string()).max(MAX_SIGNATURES).optional().describe("As the cache gave them: NAME:BASE64"),
});

const buildSchema = z.object({
  outputs: z.record(z.string(), z.string()).describe("Base names of the store paths that it makes, by output"),
  inputs: z.array(z.string()).describe("Base names of the store paths that it is built from"),
});

const packageSetSchema = z.object({
  source: z.string().describe('"context:NAME", an address, or the devbox.lock of the build context'),
  sha256: sri.optional().describe("Of the name table or of the fetched file"),
  narHash: sri.optional().describe("Of the fetched archive's tree"),
  rev: z.string().optional().describe("The commit, where the source is a repository"),
  version: z.string().optional().describe("lib.version"),
  nix: z.string().optional().describe("The Nix that evaluated it"),
});

/** `<declaration>.lock.json`: what the names of a declaration mean, and where all that they need lies. */
export const lockSchema = z.object({
  version: z.literal(LOCK_VERSION),
  packageSet: packageSetSchema.optional().describe("Where the names were looked up; absent where nothing is named"),
  packages: z
    .record(z.string(), z.record(z.string(), packageEntrySchema))
    .describe("System, then attribute path as the declaration writes it"),
  storePaths: z
    .record(z.string(), pathSchema)
    .describe("By base name: everything that the packages need, and that is needed to build what no cache has"),
  builds: z
    .record(z.string(), buildSchema)
    .optional()
    .describe("By the base name of its derivation: what no cache has, so that it is built"),
  sources: z
    .array(z.string())
    .optional()
    .describe("Base names of files that NixOS's modules refer to: of the package set, or of the build context"),
});

export type LockFile = z.infer<typeof lockSchema>;
export type LockedBuild = z.infer<typeof buildSchema>;
export type LockedPath = z.infer<typeof pathSchema>;
export type PackageSetPin = z.infer<typeof packageSetSchema>;

/** The file as it is written: the same lock gives the same bytes, and a small change a small difference. */
export function printLock(lock: LockFile): string {
  return `${JSON.stringify(sorted(lock), null, 2)}\n`;
}

/** For editors: docs/lock.schema.json. */
export function lockJsonSchema(): string {
  const schema = z.toJSONSchema(lockSchema, { target: "draft-2020-12" });
  return `${JSON.stringify({ title: "Lock file of decl", ...schema }, null, 2)}\n`;
}

/** Names in the order of their bytes; `version` stays first. Lists keep their order, it means something. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const rank = (name: string) => (name === "version" ? "" : name);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
