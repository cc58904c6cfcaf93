lib:
let
  inherit (builtins)
    attrNames
    attrValues
    filter
    foldl'
    head
    isAttrs
    listToAttrs
    mapAttrs
    tail
    ;
in
{
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    ;
  attrVals = names: set: map (name: set.${name}) names;
  nameValuePair = name: value: { inherit name value; };
  optionalAttrs = condition: set: if condition then set else { };
  genAttrs = names: function: listToAttrs (map (name: lib.nameValuePair name (function name)) names);
  mapAttrs' = function: set: listToAttrs (map (name: function name set.${name}) (attrNames set));
  mapAttrsToList = function: set: map (name: function name set.${name}) (attrNames set);
  attrsToList = lib.mapAttrsToList lib.nameValuePair;
  concatMapAttrs = function: set: foldl' (all: more: all // more) { } (lib.mapAttrsToList function set);
  filterAttrs =
    predicate: set: removeAttrs set (filter (name: !(predicate name set.${name})) (attrNames set));
  mergeAttrsList = foldl' (all: more: all // more) { };
  recursiveUpdate =
    a: b:
    a
    // mapAttrs (
      name: value:
      if isAttrs value && a ? ${name} && isAttrs a.${name} then lib.recursiveUpdate a.${name} value else value
    ) b;
  hasAttrByPath =
    path: set: path == [ ] || (isAttrs set && set ? ${head path} && lib.hasAttrByPath (tail path) set.${head path});
  getAttrFromPath = path: set: foldl' (found: name: found.${name}) set path;
  attrByPath =
    path: default: set:
    if lib.hasAttrByPath path set then lib.getAttrFromPath path set else default;
  setAttrByPath = path: value: if path == [ ] then value else { ${head path} = lib.setAttrByPath (tail path) value; };
  isDerivation = value: value.type or null == "derivation";
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  collect =
    predicate: set:
    if predicate set then
      [ set ]
    else if isAttrs set then
      builtins.concatMap (lib.collect predicate) (attrValues set)
    else
      [ ];
}
