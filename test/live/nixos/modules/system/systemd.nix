{ config, lib, pkgs, ... }:
let
  inherit (lib) mkOption mkIf mkMerge types;
  section = mkOption { type = types.attrsOf types.unitOption; };
  units = mkOption { type = types.listOf types.str; };
  text = mkOption { type = types.lines; default = ""; };

  common = { config, ... }: {
    options = {
      enable = mkOption { type = types.bool; default = true; };
      description = mkOption { type = types.str; default = ""; };
      unitConfig = section;
      # An option without a value.
      startLimitBurst = mkOption { type = types.int; };
      # What is for machines that are switched to another configuration.
      restartTriggers = mkOption { type = types.listOf types.anything; };
    }
    // lib.genAttrs [ "documentation" "aliases" "requires" "wants" "requisite" "bindsTo" "partOf" "upholds" "conflicts" "after" "before" "onFailure" "onSuccess" "wantedBy" "requiredBy" "upheldBy" ] (_: units);
    config.unitConfig = lib.optionalAttrs (config.after != [ ]) { After = toString config.after; };
  };

  jobScript = name: script: "${pkgs.writeTextFile {
    name = "unit-script-${name}";
    executable = true;
    destination = "/bin/${name}";
    text = "#!${pkgs.bash}/bin/bash\nset -e\n${script}";
  }}/bin/${name}";

  systemd = pkgs.writeTextFile { name = "systemd-258"; destination = "/bin/systemctl"; text = "systemd is not for images"; } // { pname = "systemd"; };

  service = { name, config, ... }: {
    imports = [ common ];
    options = {
      environment = mkOption { type = types.attrsOf (types.nullOr (types.either types.str types.path)); };
      path = mkOption { type = types.listOf types.anything; };
      serviceConfig = section;
      startAt = mkOption { type = types.either types.str (types.listOf types.str); default = [ ]; };
      script = text;
      scriptArgs = mkOption { type = types.str; default = ""; };
      preStart = text;
      postStart = text;
      reload = text;
      preStop = text;
      postStop = text;
      stopIfChanged = mkOption { type = types.bool; default = true; };
      jobScripts = mkOption { type = types.listOf types.str; };
    };
    config = mkMerge [
      { path = lib.mkAfter [ pkgs.coreutils systemd ]; }
      { environment.PATH = builtins.concatStringsSep ":" (map (one: "${one}/bin") config.path); }
      (mkIf (config.preStart != "") rec {
        jobScripts = [ (jobScript "${name}-pre-start" config.preStart) ];
        serviceConfig.ExecStartPre = jobScripts;
      })
      (mkIf (config.script != "") rec {
        jobScripts = [ (jobScript "${name}-start" config.script) ];
        serviceConfig.ExecStart = "${builtins.head jobScripts} ${config.scriptArgs}";
      })
    ];
  };
in
{
  options.systemd = {
    services = mkOption { type = types.attrsOf (types.submodule service); };
    targets = mkOption { type = types.attrsOf (types.submodule common); };
    timers = mkOption {
      type = types.attrsOf (types.submodule { imports = [ common ]; options.timerConfig = section; });
    };
    sockets = mkOption {
      type = types.attrsOf (types.submodule { imports = [ common ]; options = { listenStreams = units; listenDatagrams = units; socketConfig = section; }; });
    };
    globalEnvironment = mkOption { type = types.attrsOf types.str; };
    tmpfiles.rules = units;
    tmpfiles.settings = mkOption { type = types.attrsOf (types.attrsOf (types.attrsOf types.anything)); };
  };
  config.systemd.timers = builtins.mapAttrs (_: service: {
    wantedBy = [ "timers.target" ];
    timerConfig.OnCalendar = service.startAt;
  }) (lib.filterAttrs (_: service: service.startAt != [ ]) config.systemd.services);
}
