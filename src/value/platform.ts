import { DeclError } from "../text/diagnostic.ts";

/** A platform in OCI's names. */
interface OciPlatform {
  readonly os: string;
  readonly osVersion?: string | undefined;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/** A platform that images are built for, in OCI's names and in Nix's. */
export interface TargetPlatform {
  readonly os: "linux";
  readonly architecture: string;
  readonly variant?: string;
  /** Nix's name, e.g. "aarch64-linux". */
  readonly system: string;
}

const SYSTEMS: Readonly<Record<string, string>> = {
  amd64: "x86_64-linux",
  arm64: "aarch64-linux",
  "arm/v7": "armv7l-linux",
  "arm/v6": "armv6l-linux",
  "386": "i686-linux",
  riscv64: "riscv64-linux",
  ppc64le: "powerpc64le-linux",
  s390x: "s390x-linux",
};

const ARCHITECTURE_ALIASES: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  "x86-64": "amd64",
  aarch64: "arm64",
  armhf: "arm/v7",
  arm: "arm/v7",
  i386: "386",
};

/** Reads one platform of `--platform`, e.g. "linux/arm64" or "arm64/v8". */
export function parsePlatform(text: string): TargetPlatform {
  const parts = text.trim().toLowerCase().split("/");
  const os = parts.length > 1 && !(parts[0] ?? "").startsWith("arm") ? parts.shift() : "linux";
  const named = ARCHITECTURE_ALIASES[parts.join("/")] ?? parts.join("/");
  const [architecture = "", variant = ""] = named.split("/");
  // The variant matters for arm only: every arm64 is v8, and amd64 is always built as v1.
  const withVariant = architecture === "arm" ? `arm/${variant}` : architecture;
  const system = SYSTEMS[withVariant];
  if (os !== "linux" || system === undefined) {
    throw new DeclError({
      code: "unknown-platform",
      message: `images for the platform "${text}" cannot be built`,
      hint: `it must be one of ${Object.keys(SYSTEMS)
        .map((name) => `linux/${name}`)
        .join(", ")}`,
    });
  }
  return { os, architecture, ...(architecture === "arm" ? { variant } : {}), system };
}

/** "linux/arm64", "linux/arm/v7": containerd's FormatAll of a normalised platform, as BuildKit names results. */
export function platformId({ os, osVersion, architecture, variant }: OciPlatform): string {
  const system = osVersion === undefined ? os : `${os}(${osVersion})`;
  return [system, architecture, variant].filter(Boolean).join("/");
}
