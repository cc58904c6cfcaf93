import { type Arguments, fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { writeLock } from "../lock.ts";
import { onDeclaration } from "../outcome.ts";
import { UsageError } from "../usage-error.ts";

/** What docker can make something of and nothing else, and what Nix can too. */
const FOR_ENGINE = ["secret", "builder", "progress"] as const;
const PASSED = ["build-context", ...FOR_ENGINE] as const;

export const lockCommand: Command = {
  name: "lock",
  usage: ["FILE [CONTEXT]", 'writes the lock file beside FILE, with docker buildx; CONTEXT is "." unless given'],
  options: ["update", "nix", ...PASSED],
  run: async ({ words, values, evaluation: { args, platforms } }) => {
    if (values.target !== undefined) throw new UsageError("a lock file is for all images of the file: no --target");
    const options = {
      file: fileOf("lock", words, 2),
      context: words[1] ?? ".",
      update: values.update === true,
      passed: passedOptions(values),
      nix: values.nix === true,
      args,
      platforms,
      contexts: values["build-context"] ?? [],
      forEngine: FOR_ENGINE.filter((option) => option in values),
    };
    return onDeclaration(options.file, false, async (declaration, file) => ({
      ...(await writeLock(declaration, options, file)),
      stderr: "",
    }));
  },
};

function passedOptions(values: Arguments["values"]): string[] {
  const names = ["build-arg", "platform", ...PASSED] as const;
  return names.flatMap((name) => [values[name] ?? []].flat().flatMap((value) => [`--${name}`, value]));
}
