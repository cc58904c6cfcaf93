{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  text = default: mkOption { type = types.str; inherit default; };
  # What an image cannot have.
  absent = lib.genAttrs [ "password" "initialPassword" "hashedPasswordFile" ] (
    _: mkOption { type = types.nullOr types.str; default = null; }
  );
  user = { name, config, ... }: {
    options = absent // {
      enable = mkOption { type = types.bool; default = true; };
      linger = mkOption { type = types.nullOr types.bool; default = null; };
      name = text name;
      description = text "";
      uid = mkOption { type = types.nullOr types.int; default = null; };
      isSystemUser = mkOption { type = types.bool; default = false; };
      isNormalUser = mkOption { type = types.bool; default = false; };
      group = text "";
      extraGroups = mkOption { type = types.listOf types.str; };
      home = text "/var/empty";
      createHome = mkOption { type = types.bool; default = false; };
      shell = text "/run/current-system/sw/bin/nologin";
      packages = mkOption { type = types.listOf types.package; };
      openssh.authorizedKeys.keys = mkOption { type = types.listOf types.str; };
    };
    config = lib.mkIf config.isNormalUser {
      group = lib.mkDefault "users";
      home = lib.mkDefault "/home/${name}";
      createHome = lib.mkDefault true;
    };
  };
  group = { name, ... }: {
    options = {
      name = text name;
      gid = mkOption { type = types.nullOr types.int; default = null; };
      members = mkOption { type = types.listOf types.str; };
    };
  };
in
{
  options.users.users = mkOption { type = types.attrsOf (types.submodule user); };
  options.users.groups = mkOption { type = types.attrsOf (types.submodule group); };
  # The old name.
  options.users.extraUsers = mkOption { type = types.attrsOf types.anything; };
  config.users.users = config.users.extraUsers;
}
