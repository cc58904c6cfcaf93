lib:
let
  inherit (builtins)
    concatStringsSep
    genList
    isString
    match
    replaceStrings
    stringLength
    substring
    ;
  lower = lib.stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upper = lib.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
in
{
  inherit (builtins)
    baseNameOf
    compareVersions
    concatStringsSep
    dirOf
    hashString
    match
    parseDrvName
    replaceStrings
    split
    splitVersion
    stringLength
    substring
    unsafeDiscardStringContext
    ;
  concatStrings = concatStringsSep "";
  concatLines = lib.concatMapStrings (line: line + "\n");
  concatMapStrings = function: list: lib.concatStrings (map function list);
  concatMapStringsSep =
    separator: function: list:
    concatStringsSep separator (map function list);
  concatMapAttrsStringSep =
    separator: function: set:
    concatStringsSep separator (lib.mapAttrsToList function set);
  concatImapStringsSep =
    separator: function: list:
    concatStringsSep separator (lib.imap1 function list);
  intersperse =
    separator: list:
    lib.drop 1 (
      builtins.concatMap (value: [
        separator
        value
      ]) list
    );
  optionalString = condition: text: if condition then text else "";
  stringToCharacters = text: genList (index: substring index 1 text) (stringLength text);
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix =
    suffix: text:
    stringLength text >= stringLength suffix
    && substring (stringLength text - stringLength suffix) (stringLength suffix) text == suffix;
  hasInfix = part: text: replaceStrings [ part ] [ "" ] text != text || part == "";
  removePrefix =
    prefix: text: if lib.hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
  removeSuffix =
    suffix: text:
    if lib.hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
  splitString =
    separator: text: builtins.filter isString (builtins.split (lib.escapeRegex separator) (toString text));
  trim = text: builtins.head (match "[ \t\r\n]*(.*[^ \t\r\n]|)[ \t\r\n]*" text);
  toLower = replaceStrings upper lower;
  toUpper = replaceStrings lower upper;
  escape = characters: replaceStrings characters (map (character: "\\${character}") characters);
  escapeRegex = lib.escape (lib.stringToCharacters "\\[{()^$?*+|.");
  # A word that the shell would not take apart stays as it is.
  escapeShellArg =
    value:
    let
      text = toString value;
    in
    if match "[A-Za-z0-9%+,./:=@_-]+" text != null then text else "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
  escapeShellArgs = lib.concatMapStringsSep " " lib.escapeShellArg;
  toShellVar =
    name: value:
    if builtins.isList value then
      "declare -a ${name}=(${lib.escapeShellArgs value})"
    else if builtins.isAttrs value && !(value ? outPath) && !(value ? __toString) then
      "declare -A ${name}=(${
        lib.concatMapAttrsStringSep " " (key: item: "[${lib.escapeShellArg key}]=${lib.escapeShellArg item}") value
      })"
    else
      "${name}=${lib.escapeShellArg value}";
  toShellVars = set: concatStringsSep "\n" (lib.mapAttrsToList lib.toShellVar set);
  fileContents = file: lib.removeSuffix "\n" (builtins.readFile file);
  versionOlder = a: b: builtins.compareVersions b a == 1;
  versionAtLeast = a: b: !(lib.versionOlder a b);
  versions = {
    major = version: builtins.elemAt (builtins.splitVersion version) 0;
    minor = version: builtins.elemAt (builtins.splitVersion version) 1;
    majorMinor = version: concatStringsSep "." (lib.take 2 (builtins.splitVersion version));
  };
  getName =
    package:
    if isString package then (builtins.parseDrvName package).name else package.pname or (lib.getName package.name);
  getVersion =
    package:
    if isString package then
      (builtins.parseDrvName package).version
    else
      package.version or (lib.getVersion package.name);
  # What the name of a store path may not have becomes a dash.
  sanitizeDerivationName =
    name:
    lib.removePrefix "." (
      concatStringsSep "-" (builtins.filter isString (builtins.split "[^A-Za-z0-9+._?=-]+" (toString name)))
    );
  generators = {
    toJSON = _: builtins.toJSON;
    toKeyValue = _: set: lib.concatLines (lib.mapAttrsToList (name: value: "${name}=${lib.generators.text value}") set);
    text = value: if builtins.isBool value then lib.boolToString value else toString value;
    toINI =
      options: sections:
      lib.concatMapAttrsStringSep "\n" (
        name: set: "[${name}]\n" + lib.generators.toKeyValue options set
      ) sections;
  };
}
