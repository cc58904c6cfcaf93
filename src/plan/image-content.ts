import { contextOf } from "../lib/context-reference.ts";
import type { Config } from "../lib/options.gen.d.ts";
import { packageOf, priorityOf } from "../lib/package-reference.ts";
import type { ContextFiles } from "../lib/references.d.ts";
import type { GeneratedFile } from "../value/generated-file.ts";
import { mentionedPackages } from "../value/reference.ts";
import type { Check } from "./checks.ts";
import { generatedFiles } from "./generated-files.ts";

/**
 * What a configuration asks to be in an image, before it is known which store paths its packages are: texts have
 * placeholders for them. Plain data.
 */
export interface ImageContent {
  /** Packages by name, as packageOf has it, in order. */
  readonly systemPackages: readonly string[];
  /** Of packages that were given one, by name. */
  readonly priorities?: Readonly<Record<string, number>>;
  readonly pathsToLink: readonly string[];
  /** Outputs that are installed of every package that has them. */
  readonly extraOutputs: readonly string[];
  /** Folders that packages are linked into as they are at the root. */
  readonly profiles: readonly { readonly path: string; readonly packages: readonly string[] }[];
  readonly files: readonly GeneratedFile[];
  readonly contents: readonly ContentItem[];
  /** What it has as well where a package that it needs has a library for TLS. */
  readonly tls: { readonly files: readonly GeneratedFile[]; readonly env: Readonly<Record<string, string>> };
  /** Whether the image has a Nix whose database knows the image's store paths. */
  readonly nixDatabase?: { readonly owner: string | null };
  /** Shell lines to be run in the image, or "". */
  readonly run: string;
  /** What is looked at when the image is done; they add no package to it. */
  readonly checks: readonly Check[];
  readonly container: ContainerSettings;
}

/** Files from outside of the package set, as `image.contents` has them. */
export interface ContentItem {
  readonly source: ContentSource;
  readonly target: string;
  readonly mode: number | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type ContentSource =
  /** `context` is "context" for the folder given to docker build. */
  | { readonly kind: "context"; readonly context: string; readonly path: string }
  | { readonly kind: "image"; readonly reference: string; readonly path: string };

/** How a container of the image starts. */
export interface ContainerSettings {
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string | null;
  readonly user: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string | null;
  readonly healthcheck: Config["image"]["healthcheck"];
}

export function imageContent(config: Config): ImageContent {
  const { image, environment } = config;
  return {
    systemPackages: packageNames(environment.systemPackages),
    ...prioritiesOf([
      ...environment.systemPackages,
      ...Object.values(image.profiles).flatMap(({ packages }) => packages),
    ]),
    pathsToLink: [...new Set(environment.pathsToLink)],
    extraOutputs: environment.extraOutputsToInstall,
    profiles: Object.entries(image.profiles).map(([path, { packages }]) => ({
      path,
      packages: packageNames(packages),
    })),
    files: generatedFiles(image.files),
    contents: image.contents.map(contentItem),
    tls: { files: generatedFiles(image.tls.files), env: image.tls.env },
    ...(config.nix.enable ? { nixDatabase: { owner: config.nix.owner } } : {}),
    run: image.run,
    checks: Object.entries(image.checks).map(([name, { command, about }]) => ({ name, command, about })),
    container: {
      entrypoint: image.entrypoint,
      cmd: image.cmd,
      env: image.env,
      workingDir: image.workingDir,
      user: image.user,
      labels: { ...names(image), ...stopTimeout(image), ...image.labels },
      annotations: { ...names(image), ...image.annotations },
      exposedPorts: Object.keys(image.exposedPorts),
      volumes: Object.keys(image.volumes),
      stopSignal: image.stopSignal,
      healthcheck: image.healthcheck,
    },
  };
}

/** Each once: a package may be asked for by several modules. */
function packageNames(references: readonly unknown[]): string[] {
  return [...new Set(references.map((reference) => priorityOf(packageOf(reference) ?? "").name))];
}

function prioritiesOf(references: readonly unknown[]): Pick<ImageContent, "priorities"> {
  const given = references.flatMap((reference) => {
    const { name, priority } = priorityOf(packageOf(reference) ?? "");
    return priority === undefined ? [] : [[name, priority] as const];
  });
  return given.length === 0 ? {} : { priorities: Object.fromEntries(given) };
}

/** What the image is called: a frontend cannot name it, but can say what it is. */
function names({ name, tag }: Config["image"]): Record<string, string> {
  return {
    ...(name === null ? {} : { "org.opencontainers.image.title": name }),
    ...(name === null || tag === null ? {} : { "org.opencontainers.image.ref.name": `${name}:${tag}` }),
  };
}

function stopTimeout({ stopTimeout: seconds }: Config["image"]): Record<string, string> {
  return seconds === null ? {} : { "decl.stop-timeout": `${seconds}` };
}

function contentItem({ source, mode, ...item }: Config["image"]["contents"][number]): ContentItem {
  const files = contextOf(source);
  const octal = mode === null ? null : Number.parseInt(mode, 8);
  if (files !== undefined) {
    return { ...item, mode: octal, source: { kind: "context", context: files.context, path: files.path } };
  }
  // The type of `source` is either the one or the other.
  const { image, path } = source as Exclude<typeof source, ContextFiles>;
  return { ...item, mode: octal, source: { kind: "image", reference: image, path } };
}

/** Every package that the content mentions, installed or in a text: what the image's closure is made of. */
export function mentionedIn(content: ImageContent): string[] {
  const linked = content.profiles.flatMap(({ packages }) => packages);
  return [...new Set([...content.systemPackages, ...linked, ...textsOf([content.container, content.files])])];
}

/** Packages that the image has only where another needs TLS. */
export function mentionedForTls({ tls }: ImageContent): string[] {
  return [...new Set(textsOf(tls))];
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield* mentionedPackages(value);
  else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield* mentionedPackages(name);
      yield* textsOf(member);
    }
  }
}

/** The same with every text, keys included, run through `replace`. */
export function mapTexts<T>(value: T, replace: (text: string) => string): T;
export function mapTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((member) => mapTexts(member, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [replace(name), mapTexts(member, replace)]));
}
