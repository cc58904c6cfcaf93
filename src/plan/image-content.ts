import { mentionedPackages } from "../declaration/reference.ts";
import { packageOf } from "../lib/package-reference.js";
import type { Config } from "../modules/options.gen.d.ts";
import { type GeneratedFile, generatedFiles } from "./generated-file.ts";

/**
 * What a configuration asks to be in an image, before it is known which store paths its packages are: texts have
 * placeholders for them. Plain data.
 */
export interface ImageContent {
  /** Attribute paths or store paths, in order. */
  readonly systemPackages: readonly string[];
  readonly pathsToLink: readonly string[];
  readonly files: readonly GeneratedFile[];
  readonly container: ContainerSettings;
}

/** How a container of the image starts. */
export interface ContainerSettings {
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly user: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string | null;
  readonly healthcheck: Config["image"]["healthcheck"];
}

export function imageContent(config: Config): ImageContent {
  const { image, environment } = config;
  return {
    systemPackages: environment.systemPackages.map((reference) => packageOf(reference) ?? ""),
    pathsToLink: environment.pathsToLink,
    files: generatedFiles(image.files),
    container: {
      entrypoint: image.entrypoint,
      cmd: image.cmd,
      env: image.env,
      workingDir: image.workingDir,
      user: image.user,
      labels: { ...(image.name === null ? {} : { "org.opencontainers.image.title": image.name }), ...image.labels },
      exposedPorts: Object.keys(image.exposedPorts),
      volumes: Object.keys(image.volumes),
      stopSignal: image.stopSignal,
      healthcheck: image.healthcheck,
    },
  };
}

/** Every package that the content mentions, installed or in a text: what the image's closure is made of. */
export function mentionedIn(content: ImageContent): string[] {
  return [...new Set([...content.systemPackages, ...textsOf([content.container, content.files])])];
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
