/** What `decl --help` prints. */
export const USAGE = `decl checks and explains declarations of images. Building them is \`docker buildx build -f FILE .\`

  decl check FILE               what is wrong or doubtful
  decl explain FILE [OPTION]    where values come from: all that the declaration defines, or one option
  decl plan FILE                what the image is made of, as JSON
  decl sbom FILE                the SBOM of the image, as SPDX in JSON; it needs the lock file
  decl services FILE            which services start, in what order, and what waits for what
  decl init FILE -o DIR         the image's init, to run its services without a container
  decl lock FILE [CONTEXT]      writes the lock file beside FILE, with docker buildx; CONTEXT is "." unless given
  decl options [PREFIX]         the options there are

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

/** What a command has to say of itself beyond its line above. */
export const HELP: Readonly<Record<string, string>> = {
  init: `decl init FILE -o DIR [--nixpkgs DIR | --prefix DIR]

Writes the init of the image, as it would be in /etc/decl, to DIR. \`DIR/init STATE-DIR\` then runs the services as the user who
calls it, outside of any container: with the same order, readiness, restarts and exit code, until SIGTERM or SIGINT (Ctrl-C).
\`DIR/init STATE-DIR COMMAND\` runs a command when they are ready, as \`docker run IMAGE COMMAND\` does. STATE-DIR is empty or that
of an earlier run; \`DECL_STATE=STATE-DIR DIR/unit status\` asks how the services are.

Programs are those of the image by default: the store paths that the lock file beside FILE names, or packages.json of
--nixpkgs DIR. They must be in /nix/store of the machine. With --prefix DIR no Nix is needed: every package is looked for in that
folder, so that \${pkgs.bash}/bin/bash is DIR/bin/bash (or DIR/sbin/bash); --prefix /usr takes Debian's packages s6, execline, bash
and so on.

Only the init is written: files of the image that services read, in /etc for example, are the machine's own, and what services
write below /var or /run they write there. A service with another User= than the user who runs it is refused when it starts.
`,
};
