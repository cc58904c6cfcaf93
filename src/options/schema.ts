import { z } from "zod";
import type { Package, StorePath } from "../declaration/decl.d.ts";

/** A package as an option value: by attribute path in the package set, or by its store path. */
export type PackageReference =
  | { readonly kind: "attribute"; readonly attributePath: string }
  | { readonly kind: "storePath"; readonly path: string };

const isReference = (value: unknown): value is PackageReference =>
  typeof value === "object" && value !== null && "kind" in value;

/** In JSON a package is its name, so a string is one too. */
const packageOption = z.union(
  [
    z.custom<PackageReference>(isReference),
    z.string().transform((text): PackageReference => {
      return text.startsWith("/") ? { kind: "storePath", path: text } : { kind: "attribute", attributePath: text };
    }),
  ],
  { error: "must be a package" },
);

const port = z.string().regex(/^\d{1,5}(?:\/(?:tcp|udp|sctp))?$/, { error: 'must be a port such as "80/tcp"' });
const oneLine = z.string().regex(/^[^\0\n]*$/, { error: "must be one line" });
const environmentName = z.string().regex(/^[^\0=]+$/, { error: "must be a variable's name" });

const imageOptions = z.strictObject({
  name: oneLine.optional(),
  entrypoint: z.array(z.string()).optional(),
  cmd: z.array(z.string()).optional(),
  env: z.record(environmentName, z.string()).default({}),
  workingDir: z.string().startsWith("/", { error: "must be an absolute path" }).optional(),
  labels: z.record(oneLine, z.string()).default({}),
  exposedPorts: z.record(port, z.strictObject({})).default({}),
});

const environmentOptions = z.strictObject({
  systemPackages: z.array(packageOption).default([]),
});

const binaryCacheOptions = z.strictObject({
  url: z.string().regex(/^https?:\/\/[^\s]+$/, { error: "must be an http:// or https:// address" }),
  publicKeys: z.array(z.string()).default([]),
  priority: z.int().nonnegative().optional(),
});

const nixpkgsOptions = z.strictObject({
  binaryCaches: z.array(binaryCacheOptions).optional(),
});

/**
 * The options there are, until the option system of its own comes: values are checked and given their defaults, nothing is
 * merged.
 */
export const schema = z.strictObject({
  image: imageOptions.prefault({}),
  environment: environmentOptions.prefault({}),
  nixpkgs: nixpkgsOptions.prefault({}),
});

/** A configuration that has been checked. */
export type Configuration = z.output<typeof schema>;

/** Options as a declaration writes them; `import { image } from "decl"` brings this type to editors. */
export type Options = WithPackages<z.input<typeof schema>>;

type WithPackages<T> = T extends PackageReference
  ? Package | StorePath
  : T extends readonly (infer Item)[]
    ? readonly WithPackages<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: WithPackages<T[Name]> }
      : T;
