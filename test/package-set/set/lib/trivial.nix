lib: {
  version = "offline";
  inherit (builtins)
    add
    bitAnd
    bitOr
    bitXor
    deepSeq
    fromJSON
    functionArgs
    isAttrs
    isBool
    isFloat
    isFunction
    isInt
    isList
    isPath
    isString
    lessThan
    pathExists
    readFile
    seq
    toJSON
    trace
    tryEval
    typeOf
    ;
  id = value: value;
  const = value: _: value;
  flip =
    function: a: b:
    function b a;
  pipe = builtins.foldl' (value: function: function value);
  max = a: b: if a > b then a else b;
  min = a: b: if a < b then a else b;
  boolToString = value: if value then "true" else "false";
  importJSON = file: builtins.fromJSON (builtins.readFile file);
  importTOML = file: fromTOML (builtins.readFile file);
  throwIf = condition: message: if condition then throw message else value: value;
  throwIfNot = condition: lib.throwIf (!condition);
  assertMsg = condition: message: condition || throw message;
  warn = message: builtins.trace "evaluation warning: ${message}";
  warnIf = condition: message: if condition then lib.warn message else value: value;
  warnIfNot = condition: lib.warnIf (!condition);
  # Hashes that no file has: Nix answers with the right one.
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
}
