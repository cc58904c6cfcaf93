import { escapeShellArgs } from "../lib/texts.ts";

/** What the name of an image says about its build. */
export interface BuiltImage {
  readonly name: string | null;
  readonly tag: string | null;
  /** `--target`, or "". */
  readonly target: string;
}

/** The command that builds an image under its own name, which a frontend cannot give it; undefined where it has none. */
export function buildCommand(
  file: string,
  { name, tag, target }: BuiltImage,
  args: Readonly<Record<string, string>>,
): string | undefined {
  if (name === null) return undefined;
  const parts = ["docker", "buildx", "build", "-f", file, "-t", tag === null ? name : `${name}:${tag}`];
  if (target !== "") parts.push("--target", target);
  for (const [argument, value] of Object.entries(args)) parts.push("--build-arg", `${argument}=${value}`);
  return escapeShellArgs([...parts, "."]);
}
