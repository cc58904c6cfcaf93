# nixpkgs's stdenv: mkDerivation, and the store path with the shell functions that its builders read. That path is made
# like the packages, so it is in the binary caches.
{
  lib,
  pkgs, # the packages without overlays
  system,
  buildSystem,
  compilers ? [ ], # the C compiler first
}:
let
  tools = map lib.getBin (
    with pkgs;
    [
      coreutils
      findutils
      diffutils
      gnused
      gnugrep
      gawk
      gnutar
      gzip
      bzip2
      xz
      zstd
      gnumake
      patch
      bash
    ]
  );
  hasCC = compilers != [ ];
  shell = "${pkgs.bash}/bin/bash";
  hostPlatform = import ./platform.nix system;
  mkDerivation = import ./make-derivation.nix { inherit lib stdenv system; };
  stdenv =
    derivation {
      name = if hasCC then "stdenv-linux" else "stdenv-no-cc-linux";
      system = buildSystem;
      builder = "/usr/bin/bash";
      args = [
        "-euc"
        ''
          /usr/bin/mkdir "$out"
          for file in $files; do echo "''${!file}" >"$out/$file"; done
        ''
      ];
      files = "setup build";
      setup = ''
        initialPath="${lib.concatStringsSep " " tools}"
        compilers="${lib.concatMapStringsSep " " lib.getBin compilers}"
        export SHELL=${shell} CONFIG_SHELL=${shell}
      ''
      + lib.concatMapStrings builtins.readFile [
        ./setup.sh
        ./substitute.sh
        ./phases.sh
        ./fixup.sh
      ];
      build = builtins.readFile ./build.sh;
    }
    // {
      inherit
        mkDerivation
        shell
        hasCC
        hostPlatform
        ;
      cc = if hasCC then builtins.head compilers else null;
      buildPlatform = hostPlatform;
      targetPlatform = hostPlatform;
      inherit (hostPlatform)
        isLinux
        isDarwin
        isx86_64
        isAarch64
        is64bit
        ;
      shellDryRun = "${shell} -n -O extglob";
    };
in
stdenv
