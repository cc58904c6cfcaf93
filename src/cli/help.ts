import type { Command } from "./command.ts";

/** What `decl --help` prints. */
export function usageOf(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage: [words, does] }) => `  decl ${`${name} ${words}`.padEnd(25)}${does}\n`);
  return `decl checks and explains declarations of images. Building them is \`docker buildx build -f FILE .\`

${lines.join("")}
  --build-arg NAME=VALUE        what the declaration reads as args.NAME; as often as needed
  --target NAME                 which image of the file
  --platform OS/ARCH            for which platform; default: this machine's
  --nixpkgs DIR                 plan, init: the package set, as --build-context nixpkgs=DIR has it; default: the lock file
  --prefix DIR                  init: where all programs are, instead of the Nix store
  --update                      lock: look everything up again
  --nix                         lock: with this machine's Nix and no docker, as where there is none; names are looked up in the
                                folder of --build-context nixpkgs=DIR
  --build-context NAME=DIR, --secret, --builder, --progress
                                lock: as for docker buildx build
  --dot                         services: as a graph, for Graphviz
  --json                        answer in JSON
  --help, --version             decl init --help says more of that command
`;
}
