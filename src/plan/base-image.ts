import { posix } from "node:path";
import { at, type Diagnostic, type Place } from "../text/diagnostic.ts";
import type { BaseConfig } from "./base-config.ts";

/**
 * Where the links of the system path are on a base. Its own /bin and /lib stay as they are: a link of ours to a whole
 * folder would hide what the base has there. Not in /run, which may be a new tmpfs in every container.
 */
export const SYSTEM_PATH_ON_BASE = "/nix/var/nix/profiles/system/sw";

/** The image that a name stands for. */
export interface ImageOrigin {
  /** Of its manifest, or of its index of platforms. */
  readonly digest: string;
  /** With the registry; absent where it comes from elsewhere. */
  readonly reference?: string;
}

/** What the plan of an image knows of the one that it starts from. */
export interface BaseImage {
  readonly reference: string;
  /** Absent where the engine does not know. */
  readonly origin?: ImageOrigin | undefined;
  /** Absent where it is a plain folder. */
  readonly config?: BaseConfig | undefined;
  /** Symlinks at its top, e.g. { "/bin": "usr/bin" }. */
  readonly links: Readonly<Record<string, string>>;
  /** The bundle of certificates that its programs trust. */
  readonly certificates?: string | undefined;
  /** What its /etc/passwd and the like hold, by path. */
  readonly accounts: Readonly<Record<string, string>>;
}

/**
 * Where a path ends on the base. Distributions have links at the top: a file for /bin/x goes to /usr/bin, where the link
 * leads, because a folder /bin of ours would take the link's place and hide what is behind it.
 */
export function throughLinks(path: string, links: BaseImage["links"]): string {
  let current = path;
  // More steps than this are a circle, which only the base's own programs would notice.
  for (let steps = 0; steps < 8; steps++) {
    const [, top = "", rest = ""] = /^(\/[^/]+)(\/.*)?$/.exec(current) ?? [];
    const target = links[top];
    if (target === undefined) return current;
    current = posix.join("/", target, rest);
  }
  return path;
}

/** A base may carry instructions for the Dockerfiles that start from it. */
export function onBuildWarnings(base: BaseImage | undefined, place: Place | undefined): Diagnostic[] {
  const instructions = base?.config?.config?.OnBuild ?? [];
  if (base === undefined || instructions.length === 0) return [];
  const message = `${base.reference} has ONBUILD instructions, which are for Dockerfiles: ${instructions.join("; ")}`;
  return [{ code: "onbuild", severity: "warning", message, ...at(place), hint: "image.run runs shell lines" }];
}
