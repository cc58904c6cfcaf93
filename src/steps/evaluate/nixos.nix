# What the NixOS of a package set makes of a declaration's `nixos`, as data. `asked` is
#   { "modules": [ "/request/nixos-….nix" ],
#     "passed": [ [ "time", "timeZone" ] ], "ignored": [ [ "boot", "kernel" ] ], "values": [ [ "services", "web" ] ] }
# where `passed` are options whose values are told where somebody defines them, `ignored` those of which only that is told, and
# `values` parts of the configuration that are told as far as they are data.
{
  packageSet,
  pkgs,
  asked,
}:
let
  inherit (builtins)
    all
    attrNames
    concatMap
    concatStringsSep
    deepSeq
    elem
    filter
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isPath
    isString
    listToAttrs
    map
    mapAttrs
    match
    removeAttrs
    stringLength
    substring
    tryEval
    ;
  lib = pkgs.lib;

  # What a container has no use for is off until somebody wants it. An option that this NixOS has not is left out.
  container =
    { options, lib, ... }:
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
        (off [ "nix" "enable" ])
        (off [ "documentation" "enable" ])
        (off [ "networking" "firewall" "enable" ])
        # A NixOS container has it by a socket, which is stronger.
        (at [ "services" "openssh" "startWhenNeeded" ] (lib.mkOverride 990 false))
        (off [ "networking" "useDHCP" ])
        (off [ "networking" "dhcpcd" "enable" ])
        (off [ "services" "fstrim" "enable" ])
      ];
    };

  evaluated = import (packageSet + "/nixos/lib/eval-config.nix") {
    system = null;
    modules = [ container ] ++ map (file: /. + file) asked.modules;
  };
  inherit (evaluated) config options;

  # Whether a definition is part of what was asked for. NixOS defines much for a machine that boots, which an image has not.
  tree = toString (packageSet + "/nixos/modules") + "/";
  isWanted =
    file:
    let
      name = toString file;
      isOwn = substring 0 (stringLength tree) name == tree;
      path = substring (stringLength tree) (stringLength name) name;
    in
    name != "decl"
    && (
      !isOwn
      || match "(services|programs)/.*|security/acme(/.*)?" path != null
      && match "(services/(hardware|ttys|desktops|system/(dbus|nscd|systembus-notify)|networking/(nat|firewall)[^/]*)|programs/(bash|less|nano|ssh|shadow|fuse|environment|command-not-found|nix-ld|extra-container|zsh/zsh-autoenv))[./].*" path
        == null
    );

  definitions =
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

  unitFields = [
    "description"
    "documentation"
    "aliases"
    "requires"
    "wants"
    "requisite"
    "bindsTo"
    "partOf"
    "upholds"
    "conflicts"
    "after"
    "before"
    "onFailure"
    "onSuccess"
    "wantedBy"
    "requiredBy"
    "upheldBy"
    "unitConfig"
    "startLimitBurst"
    "startLimitIntervalSec"
  ];

  isSystemd = package: (package.pname or "") == "systemd" || match "systemd-[0-9].*" (package.name or "") != null;
  outputFor =
    package:
    if isAttrs package && package ? outPath then
      "${lib.getBin package}"
    else
      "${package}";

  service =
    unit:
    fields (
      unitFields
      ++ [
        "serviceConfig"
        "script"
        "scriptArgs"
        "preStart"
        "postStart"
        "reload"
        "preStop"
        "postStop"
        "jobScripts"
      ]
    ) unit
    // {
      path = map outputFor (filter (package: !(isAttrs package && isSystemd package)) unit.path);
      # NixOS makes PATH of `path`.
      environment = mapAttrs (_: plain) (
        if unit.path == [ ] then unit.environment else removeAttrs unit.environment [ "PATH" ]
      );
      usesSystemd = lib.any (package: isAttrs package && isSystemd package) unit.path;
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
    fields [ "target" "mode" "uid" "gid" "user" "group" ] entry
    // (
      let
        text = plain (entry.text or null);
      in
      if text != null then { inherit text; } else { source = "${entry.source}"; }
    );

  # A shell that is a package is its program.
  user =
    one:
    userFields one
    // (
      if isAttrs (one.shell or null) && one.shell ? shellPath then
        { shell = "${one.shell}${one.shell.shellPath}"; }
      else
        { }
    );

  userFields = fields [
    "name"
    "description"
    "uid"
    "isSystemUser"
    "isNormalUser"
    "group"
    "extraGroups"
    "home"
    "homeMode"
    "createHome"
    "shell"
    "hashedPassword"
    "initialHashedPassword"
    "subUidRanges"
    "subGidRanges"
    "packages"
    "expires"
  ];

  pamServices = namesAt [ "security" "pam" "services" ];

  etcNames =
    let
      all = config.environment.etc or { };
    in
    filter (name: all ? ${name} && all.${name}.enable or true) (
      namesAt [ "environment" "etc" ] ++ map (name: "pam.d/${name}") pamServices
    );

  # Lists and lines are joined of what was asked for; the rest is what NixOS has settled on.
  settledOf =
    path:
    let
      said = map (definition: definition.value) (definitions path);
    in
    if all isList said then
      concatMap (list: list) said
    else if (lib.getAttrFromPath path options).type.name or "" == "separatedString" then
      concatStringsSep "\n" said
    else if elem path [ [ "systemd" "globalEnvironment" ] ] then
      wantedOf path
    else
      lib.getAttrFromPath path config;

  flatValues = path: concatMap (definition: definition.value) (definitions path);
in
{
  services = mapAttrs (_: service) (enabled (wantedOf [ "systemd" "services" ]));
  timers = mapAttrs (_: fields (unitFields ++ [ "timerConfig" ])) (enabled wantedTimers);
  targets = mapAttrs (_: fields unitFields) (enabled (wantedOf [ "systemd" "targets" ]));
  sockets = mapAttrs (_: fields (unitFields ++ [ "listenStreams" "listenDatagrams" "socketConfig" ])) (
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
  groups = mapAttrs (_: fields [ "name" "gid" "members" ]) (wantedOf [ "users" "groups" ]);
  etc = lib.genAttrs etcNames (name: etcEntry config.environment.etc.${name});
  packages = map package (flatValues [ "environment" "systemPackages" ]);
  wrappers = mapAttrs (_: plain) (wantedOf [ "security" "wrappers" ]);
  ports = {
    tcp = plain (flatValues [ "networking" "firewall" "allowedTCPPorts" ]);
    udp = plain (flatValues [ "networking" "firewall" "allowedUDPPorts" ]);
  };
  ignored = concatMap (
    path:
    let
      # A module may define a list that is empty.
      saysSomething =
        { value, ... }:
        let
          isEmpty = tryEval (value == [ ] || value == { } || value == "");
        in
        !(isEmpty.success && isEmpty.value);
      files = unique (map (definition: toString definition.file) (filter saysSomething (definitions path)));
    in
    if files == [ ] then [ ] else [ { inherit path files; } ]
  ) asked.ignored;
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
  }) asked.values;
  warnings = plain (config.warnings or [ ]);
  failures = concatMap (one: if one.assertion then [ ] else [ one.message ]) (config.assertions or [ ]);
}
