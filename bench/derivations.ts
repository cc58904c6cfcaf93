import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declArguments, docker, median, PACKAGES, seconds } from "./docker.ts";

/**
 * What it costs to build trivial derivations, each in a step of its own, beside Nix that builds the same in one container, and
 * beside a Dockerfile with as many stages. All that they are built from is there before; each round builds something new.
 */
const ROUNDS = 3;
const COUNTS = [1, 20, 200];

/** `count` derivations that write a line each, and one that needs them all. */
const expression = (count: number, salt: string) => `
  let
    system = pkgs.stdenv.hostPlatform.system;
    builder = "\${pkgs.bash}/bin/bash";
    one = i: derivation { name = "one-\${toString i}"; inherit system builder; args = [ "-c" "echo \${toString i} ${salt} >$out" ]; };
  in derivation {
    name = "all"; inherit system builder;
    parts = builtins.genList one ${count};
    args = [ "-c" "for part in $parts; do read -r line <$part; echo $line; done >$out" ];
  }`;

const declaration = (count: number, salt: string) => `// syntax=decl/frontend
import { image, nix } from "decl";
export default image(({ pkgs }) => ({
  nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [pkgs.bash] },
  ${count === 0 ? `image: { env: { SALT: "${salt}" } },` : `image: { env: { ALL: \`\${nix\`(${expression(count, salt).replaceAll("${", "\\${")})\`}\` } },`}
}));
`;

const stages = (count: number, salt: string) => {
  const all = Array.from({ length: count }, (_, i) => i);
  return [
    ...all.map((i) => `FROM bench-nix AS one-${i}\nRUN ["/bin/bash", "-c", "echo ${i} ${salt} >/out"]`),
    "FROM bench-nix AS all",
    ...all.map((i) => `COPY --from=one-${i} /out /parts/${i}`),
    'RUN ["/bin/bash", "-c", "for part in /parts/*; do read -r line <$part; echo $line; done >/out"]',
    "",
  ].join("\n");
};

const NIX_IMAGE = `// syntax=decl/frontend
import { context, image } from "decl";
export default image(({ pkgs }) => ({
  nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils] },
  nix: { enable: true },
  image: { contents: [{ source: context("set:."), target: "/nixpkgs" }] },
}));
`;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const build = (file: string, ...args: string[]) =>
    docker("buildx", "build", "-f", join(folder, file), ...args, folder);
  write("nix.ts", NIX_IMAGE);
  build("nix.ts", ...declArguments(), `--build-context=set=${PACKAGES}/nixpkgs`, "-t", "bench-nix", "--load");
  const only = ["--output=type=cacheonly"];
  let salt = 0;
  const fresh = () => `${process.pid}-${salt++}`;
  const timed = (run: () => void) => median(Array.from({ length: ROUNDS }, () => seconds(run)));
  const decl = (count: number) => {
    write("image.ts", declaration(count, fresh()));
    build("image.ts", ...declArguments(), ...only);
  };
  decl(1); // its inputs are unpacked
  const none = timed(() => decl(0));
  console.log(`decl, nothing to build: ${none.toFixed(2)} s`);
  for (const count of COUNTS) {
    const ours = timed(() => decl(count));
    const again = timed(() => build("image.ts", ...declArguments(), ...only));
    const nix = timed(() => {
      write("all.nix", `let pkgs = import /nixpkgs { system = "x86_64-linux"; }; in ${expression(count, fresh())}`);
      docker(
        "run",
        "--rm",
        "--network=none",
        "-v",
        `${join(folder, "all.nix")}:/all.nix:ro`,
        "bench-nix",
        "nix-build",
        "--no-out-link",
        "/all.nix",
      );
    });
    const dockerfile = timed(() => {
      write("Dockerfile", stages(count, fresh()));
      build("Dockerfile", ...only);
    });
    const each = ((ours - none) / (count + 1)) * 1000;
    console.log(
      `${count} and one of all: decl ${ours.toFixed(2)} s (${each.toFixed(0)} ms each), again ${again.toFixed(2)} s; ` +
        `Nix in a container ${nix.toFixed(2)} s, ratio ${(ours / nix).toFixed(2)}; ` +
        `a Dockerfile ${dockerfile.toFixed(2)} s, ratio ${(ours / dockerfile).toFixed(2)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
