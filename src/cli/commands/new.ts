import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { escapeShellArgs } from "../../lib/texts.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import type { Command } from "../command.ts";
import { type FolderFacts, isKind, KINDS, kindNames, kindOf } from "../first-declaration.ts";
import { answer, json } from "../outcome.ts";
import { UsageError } from "../usage-error.ts";

export const newCommand: Command = {
  name: "new",
  usage: ["[FILE] [KIND]", "writes a first declaration, from what is in the folder; FILE is image.ts unless given"],
  help: `decl new [FILE] [KIND]

Writes a declaration to begin with to FILE, which is "image.ts" unless given and must not be there yet. KIND is what the
folder looks like unless given:

${kindNames.map((name) => `  ${name.padEnd(10)}${KINDS[name].does}\n`).join("")}`,
  run: async ({ words: [file = "image.ts", kind, odd], evaluation }) => {
    if (odd !== undefined) throw new UsageError(`decl new has no place for "${odd}"`);
    if (!/\.[cm]?[jt]s$/.test(file)) throw new UsageError(`${file}: a declaration that is written anew is a .ts file`);
    const facts = await factsOf(dirname(file));
    const chosen = kind ?? kindOf(facts);
    if (!isKind(chosen)) {
      throw new UsageError(`there is no kind "${chosen}": ${didYouMean(chosen, kindNames) ?? kindNames.join(", ")}`);
    }
    await writeFile(file, KINDS[chosen].text(facts), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${file}: ${error.code === "EEXIST" ? "it is there already" : error.message}`);
    });
    if (evaluation.json) return answer(json({ file, kind: chosen }));
    const build = escapeShellArgs(["docker", "buildx", "build", "-f", file, "-t", facts.name, dirname(file)]);
    return answer(`${file}: written, ${KINDS[chosen].does}. Build it: ${build}\n`);
  },
};

async function factsOf(folder: string): Promise<FolderFacts> {
  const names = new Set(await readdir(folder).catch((): string[] => []));
  const packageJson = await readFile(join(folder, "package.json"), "utf8").then(parsed, () => undefined);
  const { name } = packageJson ?? {};
  return {
    name: imageName(typeof name === "string" ? name.replace(/^@[^/]*\//, "") : basename(resolve(folder))),
    has: (file) => names.has(file),
    packageJson,
  };
}

function parsed(text: string): FolderFacts["packageJson"] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As Docker takes it: small letters, digits and single separators between them. */
const imageName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "") || "image";
