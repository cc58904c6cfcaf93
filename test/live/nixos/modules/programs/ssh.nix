# A program's settings, which every machine has.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.programs.ssh.extraConfig = mkOption { type = types.lines; default = ""; };
  config.environment.etc."ssh/ssh_config".text = "ForwardX11 no\n${config.programs.ssh.extraConfig}";
}
