# The names of all Debian packages (and npm:NAME@VERSION) in the table, one a line.
let
  table = import ./table;
  words = text: builtins.filter (word: builtins.isString word && word != "") (builtins.split "[ \n]+" text);
  ofEntry = entry: builtins.concatMap (output: words (entry.${output} or "")) (words (entry.outputs or "out"));
  names = builtins.concatMap ofEntry (builtins.attrValues table);
in
builtins.concatStringsSep "\n" (names ++ [ "" ])
