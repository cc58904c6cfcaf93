import { PARTS } from "./areas.ts";
import { SYSTEMCTL_PROPERTIES, SYSTEMCTL_VERBS } from "./missing-calls.ts";
import { nixosAreas } from "./nothing.ts";

const MACHINE = PARTS.machine.map((part) => `\`${part}\``).join(", ");

/** The page about NixOS's own modules: a guide, and what becomes of every area of options. */
export function nixosReference(): string {
  const rows = nixosAreas().map(
    ({ options, here }) => `| ${options.map((one) => `\`${one}\``).join(", ")} | ${here} |`,
  );
  return `# NixOS's own modules

<!-- Generated from src/modules/nixos by \`npm run generate\`: do not edit. Its text is in reference.ts, its rows in areas.ts and nothing.ts. -->

\`nixos\` holds options of NixOS, any that the package set has. Nix evaluates them while the image is built, in the step that looks packages up;
what they come to (services, timers, sockets, users, files) are definitions of decl's own options and run on decl's init. Modules of decl's own,
\`services.nginx\` and others without \`nixos\` around them, need no evaluation: a lock file or a name table will do.

## From configuration.nix to an image

What it takes is Docker. Nix comes with the package set, which is nixpkgs 26.05 where the declaration names no other.

1. Take the part of the configuration that is about services into a file of its own, beside the declaration; leave out what is about a
   machine (boot, disks, network cards, logins). What you leave in is no error: the table below says what is warned of. The same goes for
   what a file of it reads: this one wants a page, \`nixos/www/index.html\`.

   \`\`\`nix
   # nixos/web.nix
   { pkgs, ... }: {
     services.nginx = { enable = true; virtualHosts.localhost.root = ./www; };
     services.postgresql = { enable = true; ensureDatabases = [ "app" ]; };
   }
   \`\`\`

2. Name it in \`image.ts\`, and add to it what you like to say in TypeScript.

   \`\`\`ts
   // syntax=decl/frontend
   import { image, nix } from "decl";
   export default image(({ lib }) => ({
     nixos: {
       imports: ["./nixos/web.nix"],
       services: { gitea: { enable: true, settings: { server: { HTTP_PORT: 3000 } } }, nginx: { package: lib.mkForce(nix\`pkgs.nginxMainline\`) } },
     },
     systemd: { services: { gitea: { serviceConfig: { Restart: "on-failure" } } } },
   }));
   \`\`\`

   \`nixosConfiguration: "./configuration.nix"\` alone is an image too.
3. \`docker buildx build --call=check -f image.ts .\` says what is wrong and what is left out, without building anything.
4. \`docker buildx build -f image.ts -t web .\` builds the image.
5. \`docker run -d --name web -p 8080:80 -p 3000:3000 -v pgdata:/var/lib/postgresql -v gitea:/var/lib/gitea web\` starts it. State is where the modules
   have it, below /var/lib: make it volumes. \`curl localhost:8080\` has the page, \`docker exec web /etc/decl/unit status\` says how the services are,
   and \`docker logs web\` what they write.
6. \`docker buildx build -f image.ts --target lock -o . .\` pins the store paths in image.lock.json. NixOS is evaluated in every build all the same, with
   the package set that \`nixpkgs.source\` names: name a commit or an archive with its hash, not a branch. What the lock file does not have is then
   an error.

A flake is a .nix file as any: with \`flake.nix\` beside it, \`nixos/mine.nix\` may be this. Its inputs are not fetched; what \`outputs\` wants of
them is given there.

\`\`\`nix
{ imports = [ ((import ./flake.nix).outputs { self = { }; }).nixosModules.default ]; }
\`\`\`

Put the .nix files into a folder of their own: NixOS is evaluated again when something in their folder changes. They may read what
lies beside them. A file at the top of the build context makes that all of the context, without what .dockerignore names.

## What a value may be

Data is data. \`pkgs.hello\` is that package, and \`\${pkgs.hello}/bin/hello\` its path. \`nix\`…\`\` is any expression of Nix, with \`pkgs\`, \`lib\`, \`config\` and
\`options\`: a function, or \`config.services.gitea.stateDir\`. \`context("./www")\` is a path. \`mkIf\`, \`mkMerge\`, \`mkForce\`, \`mkDefault\`, \`mkBefore\` and the like
keep their meaning. A \`build({ … })\` may be in a text that ends up in a unit (an argument, a variable, a script), not in what NixOS makes a
file of.

## What NixOS has settled on

\`config.nixos\` is what NixOS makes of it all, .nix files too, as far as it is data: \`\${config.nixos.services.gitea.stateDir}/custom\`. A package is its
path, a function is null. Before NixOS is evaluated nothing of it is known, and which groups are wanted (\`services.gitea\`, \`time.timeZone\`) is
what the declaration defines in \`nixos\` or reads by then. A group that is read only where another value of \`config.nixos\` says so is
not there: \`const { gitea } = config.nixos.services\` reads it in any case. \`nixos\` itself cannot be made of it: \`nix\`config.…\`\` can.

## What is on top

What NixOS comes to yields to what the declaration says itself with decl's options: a setting of \`serviceConfig\` takes the place of NixOS's.
Lists beside those (\`after\`, \`path\`, \`extraGroups\`, \`environment.systemPackages\`) are joined; \`lib.mkForce\` replaces them.

## What becomes of what

What NixOS itself defines for every machine (getty, udev, its own /etc) is left out; what counts is what the declaration and its
.nix files say, and what NixOS's modules for services and programs make of it. Where several rows have an option, the one that says
more of its name counts; \`boot\` is all that is in it, \`users.*\` what other rows do not have.

| options of NixOS | in an image |
|---|---|
${rows.join("\n")}

- Modules are about a machine that are not in nixos/modules/services or programs, as those of \`services.logind\`, \`services.journald\`,
  \`services.resolved\` and \`services.timesyncd\`, and these of them: ${MACHINE}.
- What a configuration itself defines and what comes to nothing is one warning for each file and reason, at the line of the first such
  option. What is off, null or empty asks for nothing.
- Of a user NixOS's \`password\` and \`initialPassword\` are refused as decl's own are, and \`hashedPasswordFile\`, \`linger\`, \`cryptHomeLuks\`
  and \`pamMount\` are a warning. Which fields of a unit are named is read of sets; one that a function defines is not seen.
- Definitions of ${PARTS.onRequest.map((part) => `\`${part.replace("/", ".")}\``).join(", ")} count where the configuration itself defines one of their options: every machine has them.
- Modules that a configuration imports by \`modulesPath\` count whole, as its own files do.
- Scripts of units are run as they are; NixOS makes a program of each, which would have to be built.
- systemd is never in the image. Where a unit calls \`systemctl\`, \`systemd-notify\`, \`systemd-tmpfiles --create\` or \`systemd-cat\`, small
  programs in /etc/decl/systemd/bin do for it. \`systemctl\` is made of the init's \`unit\`: it can
  ${SYSTEMCTL_VERBS.slice(0, -1)
    .map((verb) => `\`${verb}\``)
    .join(", ")}
  and \`${SYSTEMCTL_VERBS.at(-1)}\`; of \`show\` the properties ${SYSTEMCTL_PROPERTIES.map((name) => `\`${name}\``).join(", ")}; all units are enabled.
  \`journalctl\` says that there is no journal, and fails. It, other programs of systemd's, what else is wanted of \`systemctl\`, and what
  only the script knows (\`systemctl $VERB\`) are a warning with the unit's name. What a program of a package calls is not seen.
- \`systemd-notify\` sends with socat. systemd's own speaks for the process that calls it, which another program cannot: a service of
  \`Type=notify\` with a script that calls it has \`NotifyAccess=all\`.
- Rules of tmpfiles that only say what is not to be cleaned up, or that take what they write from systemd's credentials, are left out, and so is
  \`RequiresMountsFor\`: all is mounted when a container starts.
- A service with a socket starts with the container, and gets it already open ([systemd.md](systemd.md)).
- sshd listens itself, whatever \`startWhenNeeded\` is by default in a NixOS container.
- Sandboxing settings are one warning for all units ([systemd.md](systemd.md)). \`confinement\` is another: the root that it makes would be
  empty, so the service has that of the image.

[nixos-services.md](nixos-services.md) is a table of services, and what becomes of each.

## Without a build

\`decl check\` and the like on the command line cannot evaluate NixOS, and say so.
`;
}
