# nixpkgs's functions that make derivations: `final` is the package set with its overlays.
final:
let
  lib = final.lib;
in
import ./run-command.nix final
// import ./texts.nix final
// import ./joins.nix final
// import ./fetch.nix final
// import ./python.nix final
// {
  callPackage = lib.callPackageWith final;
  callPackages = function: args: removeAttrs (final.callPackage function args) [ "override" "overrideDerivation" ];
  newScope = scope: lib.callPackageWith (final // scope);
  inherit (lib) makeOverridable;
  buildPackages = final;
  runtimeShell = final.stdenv.shell;
  runtimeShellPackage = final.bash;
}
