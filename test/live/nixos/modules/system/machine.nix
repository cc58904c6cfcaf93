# What a machine has and a container has not, and what modules have to say.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    nixpkgs.pkgs = mkOption { };
    assertions = mkOption { type = types.listOf types.anything; };
    warnings = mkOption { type = types.listOf types.str; };
    boot.isContainer = mkOption { type = types.bool; default = false; };
    boot.loader.grub.enable = mkOption { type = types.bool; default = true; };
    boot.kernel.sysctl = mkOption { type = types.attrsOf types.anything; };
    networking.firewall.enable = mkOption { type = types.bool; default = true; };
    networking.firewall.allowedTCPPorts = mkOption { type = types.listOf types.port; };
    networking.firewall.allowedUDPPorts = mkOption { type = types.listOf types.port; };
    security.wrappers = mkOption { type = types.attrsOf types.anything; };
    networking.hostName = mkOption { type = types.str; default = "nixos"; };
    networking.interfaces = mkOption { type = types.attrsOf types.anything; };
    services.logind.lidSwitch = mkOption { type = types.str; default = "suspend"; };
    swapDevices = mkOption { type = types.listOf types.anything; };
    system.activationScripts = mkOption { type = types.attrsOf types.lines; };
    time.timeZone = mkOption { type = types.nullOr types.str; default = null; };
  };
  # An image has none of these.
  config = {
    systemd.services.getty.script = "exec getty";
    environment.etc."machine-id".text = "0";
    environment.variables.OF_MACHINE = "yes";
    environment.loginShellInit = "echo of the machine";
    systemd.globalEnvironment.OF_MACHINE = "yes";
    users.users.machine.isSystemUser = true;
    users.groups.machine = { };
  };
}
