# A service that a timer starts, and one with a socket.
{ config, lib, pkgs, ... }:
let
  inherit (lib) mkEnableOption mkIf mkOption types;
  cfg = config.services.clock;
in
{
  options.services.clock.enable = mkEnableOption "a clock";
  config = mkIf cfg.enable {
    systemd.services.clock = {
      startAt = "*:*:0/1";
      unitConfig.StartLimitIntervalSec = 0;
      serviceConfig.DynamicUser = true;
      serviceConfig.StateDirectory = "clock";
      script = "date +%s >>/var/lib/clock/ticks";
    };
    systemd.sockets.clock = {
      wantedBy = [ "sockets.target" ];
      listenStreams = [ "/run/clock" ];
      socketConfig.Accept = true;
    };
    security.wrappers.clock.source = "${pkgs.coreutils}/bin/date";
  };
}
