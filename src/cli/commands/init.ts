import { type Arguments, fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { type InitOptions, writeInit } from "../init.ts";
import { answer, json, onDeclaration, printed } from "../outcome.ts";
import { readPackageSource } from "../package-source.ts";
import { UsageError } from "../usage-error.ts";

const HELP = `decl init FILE -o DIR [--nixpkgs DIR | --prefix DIR]

Writes the init of the image, as it would be in /etc/decl, to DIR. \`DIR/init STATE-DIR\` then runs the services as the user who
calls it, outside of any container: with the same order, readiness, restarts and exit code, until SIGTERM or SIGINT (Ctrl-C).
\`DIR/init STATE-DIR COMMAND\` runs a command when they are ready, as \`docker run IMAGE COMMAND\` does. STATE-DIR is empty or that
of an earlier run; \`DECL_STATE=STATE-DIR DIR/unit status\` asks how the services are.

Programs are those of the image by default: the store paths that the lock file beside FILE names, or packages.json of
--nixpkgs DIR. They must be in /nix/store of the machine. With --prefix DIR no Nix is needed: every package is looked for in that
folder, so that \${pkgs.bash}/bin/bash is DIR/bin/bash (or DIR/sbin/bash); --prefix /usr takes Debian's packages s6, bash and so on.

Only the init is written: files of the image that services read, in /etc for example, are the machine's own, and what services
write below /var or /run they write there. A service with another User= than the user who runs it is refused when it starts.
`;

export const initCommand: Command = {
  name: "init",
  usage: ["FILE -o DIR", "the image's init, to run its services without a container"],
  help: HELP,
  options: ["nixpkgs", "prefix", "output"],
  run: async ({ words, values, evaluation, programs }) => {
    const options = { ...evaluation, file: fileOf("init", words), ...initOptions(values) };
    return onDeclaration(options.file, options.json, async (declaration, file) => {
      // With one prefix for all programs, no lock file is asked what they are.
      const source = options.prefix === undefined ? await readPackageSource(file, options) : undefined;
      const { folder, missing, warnings } = await writeInit(declaration, options, source, programs);
      if (options.json) return answer(json({ folder, missing, diagnostics: warnings }));
      const stdout = `${folder}: written. Run it: ${folder}/init STATE-DIR\n`;
      return answer(stdout, [printed(warnings, file), absent(missing)].filter((text) => text !== "").join("\n"));
    });
  },
};

function initOptions({
  output,
  prefix,
  nixpkgs,
}: Arguments["values"]): Pick<InitOptions, "output" | "prefix" | "nixpkgs"> {
  if (output === undefined) throw new UsageError("decl init needs the folder that it writes: -o DIR");
  if (prefix !== undefined && nixpkgs !== undefined) {
    throw new UsageError("--prefix and --nixpkgs both say where programs are: give one of them");
  }
  return {
    output,
    prefix,
    nixpkgs,
  };
}

function absent(missing: readonly string[]): string {
  if (missing.length === 0) return "";
  const what = `${missing.length} of the store paths that the init needs; Nix brings them`;
  return `decl: this machine does not have ${what}:\n  nix-store --realise ${missing.join(" ")}\n`;
}
