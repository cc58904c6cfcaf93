# NixOS's own interface: nixpkgs, nixos/lib/eval-config.nix.
{ modules, ... }:
let
  evaluated = lib.evalModules {
    modules = import ../modules ++ modules;
    specialArgs.pkgs = evaluated.config.nixpkgs.pkgs;
  };
  lib = import ./. (import ../../lib);
in
evaluated
