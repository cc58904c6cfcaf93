# What nixos/ needs of nixpkgs's lib beside what the offline set's has.
base:
let
  lib = base // more // modules;
  modules = import ./modules.nix lib;
  more = {
    getAttrFromPath = path: set: builtins.foldl' (at: name: at.${name}) set path;
    attrByPath =
      path: fallback: set:
      if path == [ ] then
        set
      else if builtins.isAttrs set && set ? ${builtins.head path} then
        more.attrByPath (builtins.tail path) fallback set.${builtins.head path}
      else
        fallback;
    hasAttrByPath = path: set: more.attrByPath path null set != null;
    setAttrByPath =
      path: value: if path == [ ] then value else { ${builtins.head path} = more.setAttrByPath (builtins.tail path) value; };
    filterAttrs =
      keep: set:
      builtins.listToAttrs (
        builtins.concatMap (name: if keep name set.${name} then [ { inherit name; value = set.${name}; } ] else [ ]) (builtins.attrNames set)
      );
    genAttrs = names: make: builtins.listToAttrs (map (name: { inherit name; value = make name; }) names);
    unique = builtins.foldl' (seen: one: if builtins.elem one seen then seen else seen ++ [ one ]) [ ];
    any = builtins.any;
    last = list: builtins.elemAt list (builtins.length list - 1);
    optionalAttrs = condition: set: if condition then set else { };
    mapAttrsToList = map: set: builtins.attrValues (builtins.mapAttrs map set);
    getBin = package: package.bin or package;
    trivial = (base.trivial or { }) // {
      release = "26.05";
    };
  };
in
lib
