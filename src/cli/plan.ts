import { readFile } from "node:fs/promises";
import type { Declaration } from "../declaration/evaluate.ts";
import { readablePlaceholders } from "../declaration/reference.ts";
import { FormatError } from "../nix/format-error.ts";
import { readNameTable, tablePackages } from "../nix/package-set.ts";
import { placeOfMention } from "../options/mention.ts";
import { evaluateImages } from "../pipeline/evaluate-images.ts";
import { type ImageContent, mapTexts } from "../plan/image-content.ts";
import { resolvePackages } from "../plan/packages.ts";
import type { TargetPlatform } from "../request/platform.ts";
import { type Command, UsageError } from "./command.ts";

type PlanCommand = Extract<Command, { name: "plan" }>;

/** What an image is made of, before anything is downloaded. */
interface PrintedPlan extends ImageContent {
  readonly platform: TargetPlatform;
}

/**
 * The content of the image, of one for each platform. Packages are store paths where `--names` says what they are, else
 * `pkgs.hello`, and `${pkgs.hello}` in texts. Throws a DeclError, or a UsageError for a file of names that is none.
 */
export async function plan(declaration: Declaration, command: PlanCommand): Promise<PrintedPlan[]> {
  const table = command.names === undefined ? undefined : await readNames(command.names);
  const { images } = evaluateImages(command, declaration);
  return images.map(({ platform, configuration, content }) => {
    if (table === undefined) {
      const systemPackages = content.systemPackages.map((name) => (name.startsWith("/") ? name : `pkgs.${name}`));
      return { platform, ...mapTexts({ ...content, systemPackages }, readablePlaceholders) };
    }
    const packages = resolvePackages(
      content,
      (name) => placeOfMention(configuration, name),
      explained(command.names, () => tablePackages(table, platform.system)),
    );
    const systemPackages = packages.system.flatMap(({ install }) => install.map(({ path }) => path));
    return { platform, ...mapTexts({ ...content, systemPackages }, packages.resolveText) };
  });
}

async function readNames(file: string) {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`--names ${file}: ${error instanceof Error ? error.message : error}`);
  });
  return explained(file, () => readNameTable(text));
}

function explained<T>(file: string | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`--names ${file}: ${error.message}`);
    throw error;
  }
}
