# What the NixOS of a package set makes of a declaration's `nixos`, as data. `asked` is
#   { "modules": [ "/request/nixos-….nix" ],
#     "passed": [ [ "time", "timeZone" ] ], "ignored": [ [ "boot", "kernel" ] ], "values": [ [ "services", "web" ] ],
#     "parts": { "taken": [ "services" ], "machine": [ "services/hardware" ], "onRequest": [ "programs/ssh" ] },
#     "fields": { "unit": [ "after" ], "service": [ "script" ], … },
#     "named": [ [ "users", "users" ] ] }
# where `passed` are options whose values are told where somebody defines them, `ignored` those of which only that is told,
# `values` parts of the configuration that are told as far as they are data, and `parts` modules of nixos/modules: whose definitions
# count, whose do not although they are among those, and whose do where somebody defines an option of theirs. `fields` are told of
# units, users, groups and files of /etc, and `named` are options that hold such things by name: which fields somebody defines is told.
#
# With `locate`, the names of an option, only where the declaration's .nix files define it, or what is nearest above it.
{
  packageSet,
  pkgs,
  asked,
  locate ? null,
}:
let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    concatMap
    concatStringsSep
    deepSeq
    elem
    filter
    foldl'
    head
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isPath
    isString
    length
    listToAttrs
    map
    mapAttrs
    match
    removeAttrs
    seq
    split
    stringLength
    substring
    tail
    tryEval
    unsafeGetAttrPos
    ;
  lib = pkgs.lib;

  # What a container has no use for is off until somebody wants it. An option that this NixOS has not is left out.
  container =
    {
      config,
      options,
      lib,
      ...
    }:
    let
      at =
        path: value:
        lib.optionalAttrs (lib.hasAttrByPath path options) (lib.setAttrByPath path value);
      # Modules that need it say mkDefault, which is stronger.
      off = path: at path (lib.mkOverride 1400 false);
    in
    {
      _file = "decl";
      config = lib.mkMerge [
        (at [ "nixpkgs" "pkgs" ] pkgs)
        (at [ "boot" "isContainer" ] true)
        (at [ "system" "stateVersion" ] (lib.mkDefault (lib.trivial.release or "26.05")))
        (at [ "system" "nssModules" ] (lib.mkForce [ ]))
        (at [ "environment" "defaultPackages" ] (lib.mkOverride 1400 [ ]))
        (off [ "services" "nscd" "enable" ])
        (off [ "services" "logrotate" "enable" ])
        (off [ "services" "dbus" "enable" ])
        # What runs it at times asks that it is on.
        (at [ "nix" "enable" ] (
          lib.mkOverride 1400 (config.nix.gc.automatic or false || config.nix.optimise.automatic or false)
        ))
        (off [ "documentation" "enable" ])
        (off [ "networking" "firewall" "enable" ])
        # A NixOS container has it by a socket, which is stronger.
        (at [ "services" "openssh" "startWhenNeeded" ] (lib.mkOverride 990 false))
        (off [ "networking" "useDHCP" ])
        (off [ "networking" "dhcpcd" "enable" ])
        # A NixOS container has it, and then systemd-resolved is a mistake.
        (at [ "networking" "useHostResolvConf" ] (lib.mkOverride 990 false))
        (off [ "services" "fstrim" "enable" ])
      ];
    };

  evaluated = import (packageSet + "/nixos/lib/eval-config.nix") {
    system = null;
    modules = [
      container
    ]
    ++ map (file: /. + file) asked.modules
    # What is to be found may be no option at all.
    ++ lib.optional (locate != null) { _module.check = false; };
  };
  inherit (evaluated) config options;

  # The declaration's modules alone, with the settled values of all: what they define has no option there, and a type that merges
  # nothing keeps it as it stands.
  own = lib.evalModules {
    specialArgs = evaluated._module.specialArgs or { } // {
      inherit options;
      config = config // {
        _module.args = options._module.args.value or { };
      };
    };
    modules = [
      {
        _module.freeformType = lib.mkOptionType {
          name = "definitions";
          merge = _: definitions: { inherit definitions; };
        };
      }
    ]
    ++ map (file: /. + file) asked.modules;
  };

  # What is at the top of a module is put together again without its place; what is in it keeps its own.
  placeFor =
    file: place: value:
    if place.file or "" == file || !isAttrs value || value == { } then
      place
    else
      unsafeGetAttrPos (head (attrNames value)) value;

  # The places of an option's definitions in a value that stands at `place`, each with how many of its names are left.
  placesIn =
    file: names: place: value:
    let
      kind = if isAttrs value then value._type or "" else "";
      name = head names;
    in
    if elem kind [ "if" "override" "order" ] then
      placesIn file names place value.content
    else if kind == "merge" then
      concatMap (placesIn file names place) value.contents
    else if names == [ ] || !isAttrs value || !(value ? ${name}) then
      [
        {
          left = length names;
          place = placeFor file place value;
        }
      ]
    else
      let
        inner = unsafeGetAttrPos name value;
      in
      placesIn file (tail names) (if inner != null then inner else place) value.${name};

  # What a value asks for: off, nothing and empty are what an image has anyway.
  saysSomething =
    value:
    let
      isNothing = tryEval (elem value [
        false
        null
        [ ]
        { }
        ""
      ]);
    in
    !(isNothing.success && isNothing.value);

  # What a value is without its properties: nothing where a condition does not hold.
  contentsOf =
    value:
    let
      kind = if isAttrs value then value._type or "" else "";
      holds = tryEval value.condition;
    in
    if kind == "if" then
      if holds.success && holds.value then contentsOf value.content else [ ]
    else if kind == "merge" then
      concatMap contentsOf value.contents
    else if kind == "override" || kind == "order" then
      contentsOf value.content
    else
      [ value ];

  # Each name of a set, where it stands.
  eachName =
    { file, path, ... }:
    set: tell:
    concatMap (
      name:
      tell {
        inherit file;
        path = path ++ [ name ];
        place = unsafeGetAttrPos name set;
      } name set.${name}
    ) (attrNames set);

  # The options that a value defines, which stands at `path` of the configuration: `node` is what NixOS has there.
  optionsIn =
    {
      file,
      path,
      place,
    }@here:
    whole: node:
    concatMap (
      value:
      if !isAttrs node then
        [ ]
      else if node._type or "" == "option" then
        if !saysSomething value then
          [ ]
        else
          [
            {
              inherit file path;
              option = node;
              place = placeFor file place value;
            }
          ]
          ++ (if elem path asked.named && isAttrs value then fieldsIn here value node else [ ])
      else if isAttrs value then
        eachName here value (inner: name: content: optionsIn inner content (node.${name} or null))
      else
        [ ]
    ) (contentsOf whole);

  # The fields that a value defines of what it holds by name. Here `false` says something: many are true by default.
  fieldsIn =
    here: value: option:
    eachName here value (
      inner: _: whole:
      concatMap (
        one:
        if !isAttrs one then
          [ ]
        else
          eachName inner (if one ? config then one.config else removeAttrs one ofModules) (
            field: _: content:
            if any (one: isBool one || saysSomething one) (contentsOf content) then [ (field // { inherit option; }) ] else [ ]
          )
      ) (contentsOf whole)
    );

  # What a submodule may say beside its options.
  ofModules = [
    "_file"
    "_module"
    "disabledModules"
    "freeformType"
    "imports"
    "key"
    "options"
  ];

  # All that the declaration and its .nix files define themselves.
  ownDefinitions = concatMap (
    { file, value, ... }:
    optionsIn {
      file = toString file;
      path = [ ];
      place = null;
    } value options
  ) (own.config.definitions or [ ]);

  # Modules of NixOS that the declaration imports, and those that declare an option that it defines.
  imported = unique (map (one: one.file) ownDefinitions);
  declarations = option: map toString (option.declarations or [ ]);
  used = unique (concatMap (one: declarations one.option) ownDefinitions);

  # Whether a definition is part of what was asked for. NixOS defines much for a machine that boots, which an image has not.
  tree = toString (packageSet + "/nixos/modules") + "/";
  isOfNixos = file: substring 0 (stringLength tree) file == tree;
  isWanted =
    file:
    let
      name = toString file;
      path = substring (stringLength tree) (stringLength name) name;
      is = names: match "(${concatStringsSep "|" names})([./].*)?" path != null;
    in
    name != "decl"
    && (
      !isOfNixos name
      || elem name imported
      || is asked.parts.taken
      && !(is asked.parts.machine)
      # Every machine has these, an image where something is said of them.
      && (!(is asked.parts.onRequest) || elem name used)
    );

  # Old names of options, whose definitions have the name of the file that renames them.
  oldNames = {
    users.users = [ "users" "extraUsers" ];
    users.groups = [ "users" "extraGroups" ];
  };

  definitions =
    path:
    let
      old = lib.attrByPath path null oldNames;
    in
    definitionsAt path ++ (if old == null then [ ] else definitionsAt old);
  definitionsAt =
    path:
    let
      option = lib.attrByPath path null options;
    in
    if isAttrs option && option._type or "" == "option" then
      filter (definition: isWanted definition.file) option.definitionsWithLocations or [ ]
    else
      [ ];

  unique = lib.unique;
  isDefined = path: definitions path != [ ];
  namesAt = path: unique (concatMap (definition: attrNames definition.value) (definitions path));

  # Those of an option's attributes that the definitions name, with their settled values.
  wantedOf =
    path:
    let
      all = lib.attrByPath path { } config;
      names = filter (name: all ? ${name}) (namesAt path);
    in
    lib.genAttrs names (name: all.${name});

  # A value as data: what a package is, is its path. Functions are left out.
  plain =
    value:
    if isString value || isInt value || isFloat value || isBool value || value == null then
      value
    else if isPath value then
      "${value}"
    else if isList value then
      map plain value
    else if isAttrs value && (value ? outPath || value ? __toString) then
      "${value}"
    else if isAttrs value then
      mapAttrs (_: plain) (removeAttrs value [ "_module" ])
    else
      null;

  # The same for whatever there is: what throws, and functions, are null.
  readable =
    value:
    let
      tried = tryEval value;
      text = tryEval "${value}";
    in
    if !tried.success then
      null
    else if isAttrs value && (value ? outPath || value ? __toString) || isPath value then
      if text.success then text.value else null
    else if isList value then
      map readable value
    else if isAttrs value then
      mapAttrs (_: readable) (removeAttrs value [ "_module" ])
    else if isString value || isInt value || isFloat value || isBool value then
      value
    else
      null;

  # Options of units that have no value until somebody gives one: to read them throws. What else throws is a mistake.
  mayThrow = [
    "startLimitBurst"
    "startLimitIntervalSec"
  ];

  # Those fields of an attribute set that have a value.
  fields =
    names: set:
    listToAttrs (
      concatMap (
        name:
        let
          isThere = set ? ${name} && (!(elem name mayThrow) || (tryEval (deepSeq set.${name} true)).success);
          value = if isThere then plain set.${name} else null;
        in
        if value == null then [ ] else [ { inherit name value; } ]
      ) names
    );

  # Those that NixOS makes of `startAt` too.
  wantedTimers =
    let
      isTimed = _: unit: unit.startAt or [ ] != [ ];
      timed = attrNames (lib.filterAttrs isTimed (wantedOf [ "systemd" "services" ]));
      all = config.systemd.timers or { };
    in
    wantedOf [ "systemd" "timers" ] // lib.genAttrs (filter (name: all ? ${name}) timed) (name: all.${name});

  enabled = lib.filterAttrs (_: unit: unit.enable or true);

  isSystemd = package: (package.pname or "") == "systemd" || match "systemd-[0-9].*" (package.name or "") != null;
  outputFor =
    package:
    if isAttrs package && package ? outPath then
      "${lib.getBin package}"
    else
      "${package}";

  service =
    unit:
    fields (asked.fields.unit ++ asked.fields.service) unit
    // {
      path = map outputFor (filter (package: !(isAttrs package && isSystemd package)) unit.path);
      # NixOS makes PATH of `path`.
      environment = mapAttrs (_: plain) (
        if unit.path == [ ] then unit.environment else removeAttrs unit.environment [ "PATH" ]
      );
      usesSystemd = any (package: isAttrs package && isSystemd package) unit.path;
      isConfined = unit.confinement.enable or false;
    };

  package = one: {
    name = one.name or "";
    outputs =
      if isAttrs one then
        map (output: "${one.${output} or one}") (one.meta.outputsToInstall or [ (one.outputName or "out") ])
      else
        [ "${one}" ];
  };

  etcEntry =
    entry:
    fields asked.fields.etc entry
    // (
      let
        text = plain (entry.text or null);
      in
      if text != null then { inherit text; } else { source = "${entry.source}"; }
    );

  # A shell that is a package is its program.
  user =
    one:
    fields asked.fields.user one
    // (
      if isAttrs (one.shell or null) && one.shell ? shellPath then
        { shell = "${one.shell}${one.shell.shellPath}"; }
      else
        { }
    );

  pamServices = namesAt [ "security" "pam" "services" ];

  etcNames =
    let
      all = config.environment.etc or { };
    in
    filter (name: all ? ${name} && all.${name}.enable or true) (
      namesAt [ "environment" "etc" ] ++ map (name: "pam.d/${name}") pamServices
    );

  # Lists, lines and sets are joined of what was asked for; the rest is what NixOS has settled on.
  settledOf =
    path:
    let
      values = map (definition: definition.value) (definitions path);
    in
    if all isList values then
      flatValues path
    else if (lib.getAttrFromPath path options).type.name or "" == "separatedString" then
      concatStringsSep "\n" values
    else if all isAttrs values then
      wantedOf path
    else
      lib.getAttrFromPath path config;

  # Groups that services name: every machine has some that a container has not.
  namedGroups =
    let
      all = config.users.groups or { };
      units = attrValues (enabled (wantedOf [ "systemd" "services" ]));
      values = concatMap (
        { serviceConfig, ... }: flatten [ (serviceConfig.Group or [ ]) (serviceConfig.SupplementaryGroups or [ ]) ]
      ) units;
      words = concatMap (value: filter isString (split " +" (toString value))) values;
      flatten = concatMap (value: if isList value then flatten value else [ value ]);
    in
    lib.genAttrs (filter (name: all ? ${name}) (unique words)) (name: all.${name});

  # Those items of lists that were asked for. The settled list is read for its types alone: definitions have theirs as they stand.
  flatValues =
    path:
    let
      defined = definitions path;
      isRight = foldl' (before: item: seq item before) true (lib.getAttrFromPath path config);
    in
    if defined == [ ] then
      [ ]
    else
      seq isRight (concatMap (definition: concatMap itemsOf definition.value) defined);

  # An item may have a condition and the like of its own.
  itemsOf =
    item:
    let
      kind = if isAttrs item then item._type or "" else "";
    in
    if kind == "if" then
      if item.condition then itemsOf item.content else [ ]
    else if kind == "merge" then
      concatMap itemsOf item.contents
    else if kind == "override" || kind == "order" then
      itemsOf item.content
    else
      [ item ];
in
if locate != null then
  concatMap ({ file, value, ... }: placesIn (toString file) locate null value) (own.config.definitions or [ ])
else
{
  services = mapAttrs (_: service) (enabled (wantedOf [ "systemd" "services" ]));
  timers = mapAttrs (_: fields (asked.fields.unit ++ asked.fields.timer)) (enabled wantedTimers);
  targets = mapAttrs (_: fields asked.fields.unit) (enabled (wantedOf [ "systemd" "targets" ]));
  sockets = mapAttrs (_: fields (asked.fields.unit ++ asked.fields.socket)) (
    enabled (wantedOf [ "systemd" "sockets" ])
  );
  tmpfiles = {
    rules = plain (flatValues [ "systemd" "tmpfiles" "rules" ]);
    settings = plain (wantedOf [ "systemd" "tmpfiles" "settings" ]);
  };
  users = mapAttrs (_: user) (wantedOf [ "users" "users" ]);
  authorizedKeys = mapAttrs (
    _: user: fields [ "keys" "keyFiles" ] (user.openssh.authorizedKeys or { })
  ) (wantedOf [ "users" "users" ]);
  groups = mapAttrs (_: fields asked.fields.group) (
    wantedOf [ "users" "groups" ] // namedGroups
  );
  etc = lib.genAttrs etcNames (name: etcEntry config.environment.etc.${name});
  packages = map package (
    flatValues [ "environment" "systemPackages" ] ++ flatValues [ "environment" "defaultPackages" ]
  );
  wrappers = mapAttrs (_: plain) (wantedOf [ "security" "wrappers" ]);
  ports = {
    tcp = plain (flatValues [ "networking" "firewall" "allowedTCPPorts" ]);
    udp = plain (flatValues [ "networking" "firewall" "allowedUDPPorts" ]);
  };
  ignored = concatMap (
    path:
    let
      # A module may define a list that is empty.
      files = unique (
        map (definition: toString definition.file) (
          filter (definition: saysSomething definition.value) (definitions path)
        )
      );
    in
    if files == [ ] then [ ] else [ { inherit path files; } ]
  ) asked.ignored;
  defined = map (
    {
      file,
      path,
      place,
      option,
    }:
    {
      inherit file path place;
      # Whether a module that is part of this makes something of it.
      isMade = any isWanted (declarations option);
    }
  ) ownDefinitions;
  pathsToLink = flatValues [ "environment" "pathsToLink" ];
  settings = concatMap (
    path:
    if isDefined path then
      let
        value = plain (settledOf path);
      in
      if value == null then [ ] else [ { inherit path value; } ]
    else
      [ ]
  ) asked.passed;
  values = map (path: {
    inherit path;
    value = readable (lib.attrByPath path null config);
  }) (filter (path: lib.hasAttrByPath path config) asked.values);
  warnings = plain (config.warnings or [ ]);
  failures = concatMap (one: if one.assertion then [ ] else [ one.message ]) (config.assertions or [ ]);
}
