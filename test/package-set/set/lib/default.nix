# The functions of nixpkgs's lib that declarations, overlays and the functions of this set use, also below the names of
# its parts: lib.optionalString is lib.strings.optionalString.
let
  parts = builtins.mapAttrs (_: file: import file lib) {
    trivial = ./trivial.nix;
    lists = ./lists.nix;
    attrsets = ./attrsets.nix;
    strings = ./strings.nix;
    customisation = ./customisation.nix;
    outputs = ./outputs.nix;
    meta = ./meta.nix;
    sources = ./sources.nix;
  };
  lib = builtins.foldl' (all: part: all // part) { } (builtins.attrValues parts) // parts;
in
lib
