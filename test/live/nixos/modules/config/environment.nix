{ lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
  entry = { name, config, ... }: {
    options = {
      enable = mkOption { type = types.bool; default = true; };
      target = mkOption { type = types.str; default = name; };
      text = mkOption { type = types.nullOr types.lines; default = null; };
      source = mkOption { type = types.path; };
      mode = mkOption { type = types.str; default = "symlink"; };
      user = mkOption { type = types.str; default = "+0"; };
      group = mkOption { type = types.str; default = "+0"; };
    };
    config.source = lib.mkIf (config.text != null) (lib.mkOverride 1500 (pkgs.writeText "etc-${baseNameOf name}" config.text));
  };
in
{
  options.environment = {
    etc = mkOption { type = types.attrsOf (types.submodule entry); };
    systemPackages = mkOption { type = types.listOf types.package; };
    defaultPackages = mkOption { type = types.listOf types.package; default = [ pkgs.hello ]; };
    pathsToLink = mkOption { type = types.listOf types.str; };
    variables = mkOption { type = types.attrsOf types.str; };
    loginShellInit = mkOption { type = types.lines; default = ""; };
  };
}
