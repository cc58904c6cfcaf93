# What names of a package set mean. `request` is a JSON file beside this one:
#   { "packageSet": "/nixpkgs", "config": …, "overlays": [ "/overlays/a.nix" ],
#     "systems": { "x86_64-linux": { "hello": { "path": [ "hello" ] }, "(…)": { "file": "/request/0.nix" } } } }
# With `derivations`, the .drv files of the names, which are written to the store where Nix may write to it; null for a name
# that has none. With `only`, one name of one system, whose error is then the evaluation's own. With `probe`, only whether the package set
# can be read at all. With `nixos`, one configuration of one system, whose error is then the evaluation's own; with `locate` too, a
# JSON list of an option's names, only the places where it is defined.
{
  request,
  only ? "",
  system ? "",
  probe ? "",
  nixos ? "",
  locate ? "null",
  derivations ? "",
}:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    deepSeq
    elem
    filter
    foldl'
    fromJSON
    head
    isAttrs
    isInt
    isList
    isString
    length
    listToAttrs
    mapAttrs
    match
    parseDrvName
    readFile
    seq
    tail
    tryEval
    unsafeDiscardStringContext
    ;
  asked = fromJSON (readFile request);

  packagesFor =
    system:
    import (/. + asked.packageSet) {
      inherit system;
      config =
        removeAttrs asked.config [ "allowUnfreePackages" ]
        // (
          if asked.config ? allowUnfreePackages then
            {
              allowUnfreePredicate =
                package: elem (package.pname or (parseDrvName package.name).name) asked.config.allowUnfreePackages;
            }
          else
            { }
        );
      overlays = map (file: import (/. + file)) asked.overlays;
    };

  # One for each system, whoever asks.
  packages = mapAttrs (system: _: packagesFor system) asked.systems;

  # The value at a path of names, or how far the names go and what stands there instead.
  walk =
    set: path:
    if path == [ ] then
      { found = set; }
    else if !(isAttrs set) || !(set ? ${head path}) then
      {
        missing = head path;
        known = if isAttrs set then attrNames set else [ ];
      }
    else
      walk set.${head path} (tail path);

  # A license as an SPDX expression that names each once: a text, one of lib.licenses, a list, of which all apply, or what
  # lib.licenses.AND, OR, WITH and PLUS make.
  license =
    it:
    if isList it then
      allOf (concatMap licensesOf it)
    else if it.operator or "" == "AND" then
      allOf (licensesOf it)
    else if it.operator or "" == "OR" then
      joined " OR " (map license it.licenses)
    else if it.operator or "" == "WITH" then
      "${license it.license} WITH ${license it.exception}"
    else if it.operator or "" == "+" then
      "${license it.license}+"
    else if isString it then
      it
    else
      it.spdxId or it.fullName or it.shortName or "unknown";

  licensesOf =
    it:
    if isList it then
      concatMap licensesOf it
    else if it.operator or "" == "AND" then
      concatMap licensesOf it.licenses
    else
      [ (license it) ];

  # A choice among others stands in brackets.
  allOf =
    licenses:
    let
      some = unique licenses;
      bracketed = one: if match ".* OR .*" one == null then one else "(${one})";
    in
    if length some == 1 then head some else joined " AND " (map bracketed some);

  joined = separator: licenses: concatStringsSep separator (unique licenses);

  unique = foldl' (seen: one: if elem one seen then seen else seen ++ [ one ]) [ ];

  keepStrings = names: set: listToAttrs (
    filter (pair: isString pair.value && pair.value != "") (
      map (name: {
        inherit name;
        value = set.${name} or "";
      }) names
    )
  );

  describeMeta =
    meta:
    keepStrings [ "description" "mainProgram" ] meta
    // (if isString (meta.homepage or null) then { inherit (meta) homepage; } else { })
    // (if isList (meta.homepage or null) && meta.homepage != [ ] then { homepage = head meta.homepage; } else { })
    // (if isString (meta.identifiers.cpe or null) then { inherit (meta.identifiers) cpe; } else { })
    // (if meta ? license then { license = license meta.license; } else { })
    // (if meta ? priority then { inherit (meta) priority; } else { })
    // (if isInt (meta.timeout or null) then { inherit (meta) timeout; } else { });

  # The modules that one of a language needs, its interpreter left out (nixpkgs: requiredPythonModules and the like).
  modulesOf =
    language: version: interpreter: required:
    {
      modules = {
        inherit language version;
        paths = map (module: unsafeDiscardStringContext "${module}") (
          filter (module: isAttrs module && module.outPath != interpreter.outPath) required
        );
      };
    };

  modules =
    package:
    if isAttrs (package.pythonModule or null) && package ? requiredPythonModules then
      modulesOf "python" package.pythonModule.pythonVersion package.pythonModule package.requiredPythonModules
    else if isAttrs (package.perlModule or null) && package ? requiredPerlModules then
      modulesOf "perl" (package.perlModule.version or "5") package.perlModule package.requiredPerlModules
    else if isAttrs (package.luaModule or null) && package ? requiredLuaModules then
      modulesOf "lua" package.luaModule.luaversion package.luaModule package.requiredLuaModules
    else if package.isRubyGem or false && package ? gemPath && isAttrs (package.ruby or null) then
      modulesOf "ruby" package.ruby.version.libDir package.ruby package.gemPath
    else
      { };

  describe =
    package:
    let
      outputs = package.outputs or [ "out" ];
      defaultOutput = package.outputName or (head outputs);
      meta = tryEval (
        let
          all = describeMeta (package.meta or { });
        in
        deepSeq all all
      );
      version = package.version or (parseDrvName package.name).version;
    in
    {
      inherit (package) name;
      inherit defaultOutput;
      outputs = listToAttrs (
        map (output: {
          name = output;
          value = unsafeDiscardStringContext "${if package ? ${output} then package.${output} else package}";
        }) outputs
      );
      outputsToInstall =
        if package.outputSpecified or false then
          [ defaultOutput ]
        else
          package.meta.outputsToInstall or [ defaultOutput ];
    }
    // (if isString version && version != "" then { inherit version; } else { })
    // modules package
    // (if meta.success && meta.value != { } then { meta = meta.value; } else { });

  resolve =
    pkgs: wanted:
    let
      place = if wanted ? file then { found = import (/. + wanted.file) pkgs; } else walk pkgs wanted.path;
    in
    if !(place ? found) then
      place
    else if isAttrs place.found && (place.found.type or "") == "derivation" then
      { package = describe place.found; }
    else
      {
        notPackage = builtins.typeOf place.found;
        known = if isAttrs place.found then filter (name: name != "recurseForDerivations") (attrNames place.found) else [ ];
      };

  derivationOf =
    pkgs: wanted:
    let
      place = if wanted ? file then { found = import (/. + wanted.file) pkgs; } else walk pkgs wanted.path;
      tried = tryEval (unsafeDiscardStringContext place.found.drvPath);
    in
    if tried.success then tried.value else null;

  # What throws is asked again, alone, for its message.
  attempt =
    pkgs: wanted:
    let
      answer = resolve pkgs wanted;
      tried = tryEval (deepSeq answer answer);
    in
    if tried.success then tried.value else { failed = true; };

  nixosOf = pkgs: wanted: {
    answer = import ./nixos.nix {
      inherit pkgs;
      packageSet = /. + asked.packageSet;
      asked = wanted;
      locate = fromJSON locate;
    };
  };

  attemptNixos =
    pkgs: wanted:
    let
      answer = nixosOf pkgs wanted;
      tried = tryEval (deepSeq answer answer);
    in
    if tried.success then tried.value else { failed = true; };

  allNixos = mapAttrs (system: mapAttrs (_: attemptNixos packages.${system})) (asked.nixos or { });
in
if probe != "" then
  seq (attrNames packages.${probe}) true
else if derivations != "" then
  # What NixOS refers to is written to the store as its texts are made.
  deepSeq allNixos (mapAttrs (system: names: mapAttrs (_: derivationOf packages.${system}) names) asked.systems)
else if nixos != "" then
  let
    outcome = nixosOf packages.${system} asked.nixos.${system}.${nixos};
    answer = if locate == "null" then outcome else outcome.answer;
  in
  deepSeq answer answer
else if only != "" then
  let
    answer = resolve packages.${system} asked.systems.${system}.${only};
  in
  deepSeq answer answer
else
  {
    version = packages.${head (attrNames asked.systems)}.lib.version or "";
    systems = mapAttrs (system: names: mapAttrs (_: attempt packages.${system}) names) asked.systems;
    nixos = allNixos;
  }
