import type { SpecialOption } from "./arguments.ts";
import type { Command } from "./command.ts";

/** What `decl --help` prints. */
export function usageOf(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage: [words, does] }) => `  decl ${`${name} ${words}`.padEnd(25)}${does}\n`);
  const special = Object.entries(SPECIAL).map(([option, [shown, does]]) => {
    const takers = commands.filter(({ options }) => options?.includes(option as SpecialOption)); // a key of it
    return line(shown, `${takers.map(({ name }) => name).join(", ")}: ${does}`);
  });
  return `decl checks and explains declarations of images. Building them is \`docker buildx build -f FILE .\`

${lines.join("")}
${COMMON.join("")}${special.join("")}${line("--help, --version", "decl COMMAND --help says more of one command")}`;
}

/** What `decl COMMAND --help` prints. */
export function helpOf({ name, usage: [words, does], help, options = [] }: Command): string {
  const own = options.map((option) => line(...SPECIAL[option]));
  const text = help ?? `decl ${name} ${words}\n\n${does.charAt(0).toUpperCase()}${does.slice(1)}.\n`;
  return `${text}\n${own.join("")}${COMMON.join("")}`;
}

const line = (option: string, does: string): string => `  ${option.padEnd(30)}${does}\n`;

const COMMON = [
  line("--build-arg NAME=VALUE", "what the declaration reads as args.NAME; as often as needed"),
  line("--target NAME", "which image of the file"),
  line("--platform OS/ARCH", "for which platform; default: this machine's"),
  line("--json", "answer in JSON"),
];

const SPECIAL: Readonly<Record<SpecialOption, readonly [shown: string, does: string]>> = {
  nixpkgs: ["--nixpkgs DIR", "the package set, as --build-context nixpkgs=DIR has it; default: the lock file"],
  prefix: ["--prefix DIR", "where all programs are, instead of the Nix store"],
  output: ["-o DIR, --output DIR", "the folder that is written"],
  update: ["--update", "look everything up again"],
  nix: ["--nix", "with this machine's Nix and no docker, as where there is none"],
  "build-context": [
    "--build-context NAME=DIR",
    "as for docker buildx build; with --nix names are looked up in that of nixpkgs",
  ],
  secret: ["--secret SECRET", "as for docker buildx build"],
  builder: ["--builder NAME", "as for docker buildx build"],
  progress: ["--progress KIND", "as for docker buildx build"],
  dot: ["--dot", "as a graph, for Graphviz"],
  play: ["--play", "what the init would do, from the container's start to its stop"],
  fail: ["--fail UNIT", "the same where that service fails whenever it is started"],
};
