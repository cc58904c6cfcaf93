# A module system with the surface of NixOS's: enough for the modules beside it, and for what declarations say of them.
lib:
let
  inherit (builtins)
    attrNames
    concatLists
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    functionArgs
    groupBy
    head
    isAttrs
    isFunction
    isList
    isPath
    isString
    length
    map
    mapAttrs
    sort
    tail
    toJSON
    ;

  property = type: content: { _type = type; inherit content; };
  isProperty = type: value: isAttrs value && value._type or "" == type;
  plain = 100;

  # Definitions without their properties: [ { file, value, priority, order } ].
  discharge =
    definition:
    let
      inherit (definition) value;
    in
    if isProperty "if" value then
      if value.condition then discharge (definition // { value = value.content; }) else [ ]
    else if isProperty "merge" value then
      concatMap (content: discharge (definition // { value = content; })) value.contents
    else if isProperty "override" value then
      discharge (definition // { value = value.content; inherit (value) priority; })
    else if isProperty "order" value then
      discharge (definition // { value = value.content; inherit (value) order; })
    else
      [ definition ];

  strongest =
    definitions:
    let
      lowest = foldl' (low: one: if one.priority < low then one.priority else low) 10000 definitions;
    in
    sort (a: b: a.order < b.order) (filter (one: one.priority == lowest) definitions);

  showOption = path: concatStringsSep "." (map (name: if builtins.match "[A-Za-z_][A-Za-z0-9_'-]*" name != null then name else toJSON name) path);

  showValue = value: if isString value || builtins.isBool value || builtins.isInt value then toJSON value else "<${builtins.typeOf value}>";

  showDefinitions = definitions: concatStringsSep "" (map (one: "\n- In `${one.file}': ${showValue one.value}") definitions);

  isOption = value: isAttrs value && value._type or "" == "option";

  # Module values as { file, imports, options, config }.
  load =
    args: default: module:
    let
      file = if isPath module || isString module then toString module else default;
      raw = if isPath module || isString module then import module else module;
      called = if isFunction raw then raw (builtins.intersectAttrs (functionArgs raw // args) args) else raw;
      own = called._file or file;
      isLong = called ? options || called ? config;
      rest = removeAttrs called [ "imports" "_file" "key" "options" "config" ];
    in
    [
      {
        file = own;
        options = declaredIn own (called.options or { });
        config = if isLong then called.config or { } else rest;
      }
    ]
    ++ concatMap (load args own) (called.imports or [ ]);

  declaredIn =
    file: mapAttrs (_: node: if isOption node then node // { declarations = [ file ]; } else declaredIn file node);

  # Options of several modules as one tree.
  mergeOptions =
    trees:
    let
      names = groupBy (pair: pair.name) (concatMap (tree: map (name: { inherit name; value = tree.${name}; }) (attrNames tree)) trees);
    in
    mapAttrs (
      _: pairs:
      let
        values = map (pair: pair.value) pairs;
      in
      if isOption (head values) then head values else mergeOptions values
    ) names;

  # A set of definitions as sets without properties, which then stand with what is in the set: whether a condition holds may
  # depend on another name of the same set.
  pushDown =
    value:
    if isProperty "merge" value then
      concatMap pushDown value.contents
    else if isProperty "if" value || isProperty "override" value || isProperty "order" value then
      map (mapAttrs (_: content: value // { inherit content; })) (pushDown value.content)
    else
      [ value ];

  # The definitions of each name below a set.
  byName =
    definitions:
    mapAttrs (_: map (pair: pair.value)) (
      groupBy (pair: pair.name) (
        concatMap (
          definition:
          concatMap (set: map (name: { inherit name; value = definition // { value = set.${name}; }; }) (attrNames set)) (
            pushDown definition.value
          )
        ) definitions
      )
    );

  mergeTree =
    path: tree: definitions:
    let
      named = byName definitions;
    in
    mapAttrs (
      name: node:
      let
        here = path ++ [ name ];
        own = named.${name} or [ ];
      in
      if isOption node then mergeOption here node own else mergeTree here node own
    ) tree;

  # The same values, where every definition is of an option. Modules see them without that, or it would never be known.
  checked =
    path: tree: definitions: result:
    let
      named = byName definitions;
      unknown = filter (name: !(tree ? ${name})) (attrNames named);
      first = head unknown;
      sets = filter (name: !(isOption tree.${name})) (attrNames named);
    in
    if unknown != [ ] then
      throw "The option `${showOption (path ++ [ first ])}' does not exist. Definition values:${showDefinitions named.${first}}"
    else
      foldl' (all: name: builtins.seq (checked (path ++ [ name ]) tree.${name} named.${name} true) all) result sets;

  # What is defined without an option.
  unmatched =
    tree: definitions:
    let
      named = byName definitions;
      inNode =
        name: own:
        if !(tree ? ${name}) then
          own
        else if isOption tree.${name} then
          [ ]
        else
          unmatched tree.${name} own;
    in
    concatMap (name: map (one: one // { value.${name} = one.value; }) (inNode name named.${name})) (attrNames named);

  mergeOption =
    path: option: own:
    let
      given = concatMap discharge own;
      fallback = if option ? default then [ { file = "a default"; value = option.default; priority = 1500; order = 1000; } ] else [ ];
      all = concatMap discharge (given ++ fallback);
      winners = strongest all;
      wrong = filter (one: !(option.type.check one.value)) winners;
      value =
        if all == [ ] && option.type ? empty then
          option.type.empty
        else if all == [ ] then
          throw "The option `${showOption path}' was accessed but has no value defined. Try setting the option."
        else if wrong != [ ] then
          throw "A definition for option `${showOption path}' is not of type `${option.type.description}'. Definition values:${showDefinitions wrong}"
        else
          option.type.merge path winners;
    in
    {
      inherit (option) _type type declarations;
      isDefined = all != [ ];
      definitionsWithLocations = map (one: { inherit (one) file value; }) (strongest given);
      value = (option.apply or (it: it)) value;
    };

  values = tree: mapAttrs (_: node: if isOption node then node.value else values node) tree;
in
rec {
  mkOption = fields: { _type = "option"; type = types.anything; } // fields;
  mkEnableOption = what: mkOption { type = types.bool; default = false; description = "Whether to enable ${what}."; };
  mkIf = condition: content: property "if" content // { inherit condition; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOptionType = fields: { _type = "option-type"; } // fields;
  mkOverride = priority: content: property "override" content // { inherit priority; };
  mkDefault = mkOverride 1000;
  mkForce = mkOverride 50;
  mkOrder = order: content: property "order" content // { inherit order; };
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  inherit showOption;
  setDefaultModuleLocation = file: module: { _file = file; imports = [ module ]; };
  types = import ./types.nix { inherit lib checked mergeTree mergeOptions load values discharge strongest showOption; };

  evalModules =
    { modules, specialArgs ? { } }:
    let
      args = { inherit lib; config = settled; options = tree; } // specialArgs;
      all = concatMap (load args "<unknown-file>") modules;
      declared = mergeOptions (map (module: module.options) all);
      definitions = map (module: { inherit (module) file; value = removeAttrs module.config [ "_module" ]; priority = plain; order = 1000; }) all;
      tree = mergeTree [ ] declared definitions;
      settled = values tree;
      # The type of all that has no option.
      free = concatMap (module: if module.config ? _module.freeformType then [ module.config._module.freeformType ] else [ ]) all;
    in
    {
      config =
        if free == [ ] then
          checked [ ] declared definitions settled
        else
          settled // (head free).merge [ ] (unmatched declared definitions);
      options = tree;
      _module = { inherit specialArgs; };
    };
}
