import { basename } from "node:path";
import { fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { lockCommandLine } from "../declaration-file.ts";
import { answer, json, onDeclaration } from "../outcome.ts";
import { readPackageSource } from "../package-source.ts";
import { packageTypes } from "../package-types.ts";
import { replaceFile } from "../replace-file.ts";
import { UsageError } from "../usage-error.ts";

const TYPESCRIPT = /\.[cm]?[jt]s$/;

export const typesCommand: Command = {
  name: "types",
  usage: ["FILE", "writes the packages of the set in use beside FILE, for editors to complete pkgs."],
  help: `decl types FILE [--nixpkgs DIR]

Writes NAME.packages.d.ts beside NAME.ts: the packages by name, which editors then complete after \`pkgs.\`. They are those of
packages.json in --nixpkgs DIR, a package set as --build-context nixpkgs=DIR has it, or those that the lock file beside FILE has.
A tsconfig.json that lists its files must list this one too. Names that are not in it can still be written.
`,
  options: ["nixpkgs"],
  run: async ({ words, values: { nixpkgs }, evaluation }) => {
    const path = fileOf("types", words);
    if (!TYPESCRIPT.test(path)) {
      throw new UsageError(`${path}: only what is written in TypeScript or JavaScript has pkgs. to be completed`);
    }
    return onDeclaration(path, evaluation.json, async (_, file) => {
      const source = await readPackageSource(file, { file: path, nixpkgs });
      if (source === undefined) {
        throw new UsageError(
          `${path} has no lock file beside it: --nixpkgs DIR is a package set with a packages.json, and ${lockCommandLine(path)} writes a lock file`,
        );
      }
      const written = `${path.replace(TYPESCRIPT, "")}.packages.d.ts`;
      await replaceFile(written, packageTypes(basename(path), source));
      return answer(evaluation.json ? json({ file: written }) : `${written}: written\n`);
    });
  },
};
