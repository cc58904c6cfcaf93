{
  lib,
  checked,
  mergeTree,
  mergeOptions,
  load,
  values,
  discharge,
  strongest,
  showOption,
}:
let
  inherit (builtins)
    concatMap
    elem
    filter
    groupBy
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isPath
    isString
    map
    mapAttrs
    toJSON
    ;

  one =
    path: definitions:
    let
      first = (head definitions).value;
      others = filter (definition: definition.value != first) definitions;
    in
    if others == [ ] then
      first
    else
      throw "The option `${showOption path}' has conflicting definition values:${
        builtins.concatStringsSep "" (map (definition: "\n- In `${definition.file}': ${toJSON definition.value}") definitions)
      }\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.";

  leaf = description: check: {
    inherit description check;
    merge = one;
  };
  isPackage = value: isAttrs value && value ? outPath;
in
rec {
  anything = leaf "anything" (_: true);
  unspecified = anything;
  bool = leaf "boolean" isBool;
  int = leaf "signed integer" isInt;
  port = leaf "16 bit unsigned integer; between 0 and 65535 (both inclusive)" (value: isInt value && value >= 0 && value < 65536);
  str = leaf "string" isString;
  path = leaf "absolute path" (value: isPath value || isPackage value || isString value && builtins.substring 0 1 value == "/");
  package = leaf "package" isPackage;
  enum = values: leaf "one of ${builtins.concatStringsSep ", " (map toJSON values)}" (value: elem value values);
  lines = {
    name = "separatedString";
    description = "strings concatenated with \"\\n\"";
    check = isString;
    merge = _: definitions: builtins.concatStringsSep "\n" (map (definition: definition.value) definitions);
  };
  unitOption = {
    description = "systemd option";
    check = value: isString value || isInt value || isBool value || isList value || isPath value || isPackage value;
    merge =
      path: definitions:
      let
        values = map (definition: definition.value) definitions;
      in
      if builtins.any isList values then concatMap (value: if isList value then value else [ value ]) values else one path definitions;
  };
  nullOr = of: {
    description = "null or ${of.description}";
    check = value: value == null || of.check value;
    merge =
      path: definitions:
      if builtins.all (definition: definition.value == null) definitions then
        null
      else
        of.merge path (filter (definition: definition.value != null) definitions);
  };
  oneOf = types: leaf (builtins.concatStringsSep " or " (map (type: type.description) types)) (value: builtins.any (type: type.check value) types);
  either = first: second: oneOf [ first second ];
  listOf = of: {
    description = "list of ${of.description}";
    check = isList;
    empty = [ ];
    merge =
      path: definitions:
      let
        itemsIn = definition: map (value: definition // { inherit value; }) definition.value;
        items = concatMap discharge (concatMap itemsIn definitions);
        checkedItem =
          item:
          if of.check item.value then
            item.value
          else
            throw "A definition for option `${showOption path}.\"[definition 1-entry 1]\"' is not of type `${of.description}'. Definition values:\n- In `${item.file}': ${toJSON item.value}";
      in
      map checkedItem items;
  };
  attrsOf = of: {
    description = "attribute set of ${of.description}";
    check = isAttrs;
    empty = { };
    merge =
      path: definitions:
      let
        named = mapAttrs (_: pairs: strongest (concatMap discharge (map (pair: pair.value) pairs))) (
          groupBy (pair: pair.name) (
            concatMap (
              definition:
              map (name: {
                inherit name;
                value = definition // { value = definition.value.${name}; };
              }) (builtins.attrNames definition.value)
            ) definitions
          )
        );
        present = lib.filterAttrs (_: own: own != [ ]) named;
      in
      mapAttrs (
        name: own:
        let
          here = path ++ [ name ];
          wrong = filter (definition: !(of.check definition.value)) own;
        in
        if wrong == [ ] then
          of.merge here own
        else
          throw "A definition for option `${showOption here}' is not of type `${of.description}'. Definition values:\n- In `${(head wrong).file}': ${toJSON (head wrong).value}"
      ) present;
  };
  submodule = module: {
    description = "submodule";
    check = value: isAttrs value || isFunction value;
    merge =
      path: definitions:
      let
        name = lib.last path;
        args = { inherit lib name; config = settled; options = tree; };
        all = load args "a submodule" module;
        own = map (part: { inherit (part) file; value = part.config; priority = 100; order = 1000; }) all;
        declared = mergeOptions (map (part: part.options) all);
        tree = mergeTree path declared (own ++ definitions);
        settled = values tree;
      in
      checked path declared (own ++ definitions) settled;
  };
}
