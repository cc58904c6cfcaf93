# A service that says itself when it is ready, and one that calls systemd's programs for it; a socket; a set-id program.
{ config, lib, pkgs, ... }:
let
  inherit (lib) mkEnableOption mkIf;
  answer = pkgs.writeTextFile {
    name = "answer";
    executable = true;
    text = ''
      #!${pkgs.bash}/bin/bash
      while read -r line && [ ''${#line} -gt 1 ]; do :; done
      printf 'HTTP/1.0 200 OK\r\n\r\nsocket %s\n' "$PLACE"
    '';
  };
in
{
  options.services.tools.enable = mkEnableOption "the tools";
  config = mkIf config.services.tools.enable {
    systemd.services.tools = {
      wantedBy = [ "multi-user.target" ];
      script = ''
        trap 'echo reloaded | systemd-cat -t tools' HUP
        echo started
        systemd-notify --ready --status="is up"
        exec 3<> <(:)
        while :; do read -t 60 -u 3 || true; done
      '';
      reload = "kill -HUP $MAINPID";
      serviceConfig.Type = "notify";
    };
    systemd.tmpfiles.rules = [ "f /run/made 0644 root root - made" ];
    systemd.services.asker = {
      wantedBy = [ "multi-user.target" ];
      after = [ "tools.service" ];
      script = ''
        {
          systemctl is-active tools.service
          systemctl show -p ActiveState,SubState tools.service
          systemctl show --property=Result --value tools
          systemctl reload tools
          systemctl restart tools
          systemctl stop tools
          systemctl is-active tools || echo "not active: $?"
          systemctl start tools
          systemctl is-active tools
          rm /run/made
          systemd-tmpfiles --create
          cat /run/made
          journalctl -u tools || echo "no journal: $?"
          systemd-cat echo catted
        } >/run/asked 2>&1
      '';
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
      };
    };
    systemd.sockets.greeter = {
      wantedBy = [ "sockets.target" ];
      listenStreams = [ "8081" "/run/greeter.sock" ];
      socketConfig.SocketMode = "0600";
    };
    systemd.services.greeter = {
      path = [ pkgs.socat ];
      script = ''
        PLACE=3 socat ACCEPT-FD:3,fork EXEC:${answer} &
        PLACE=4 socat ACCEPT-FD:4,fork EXEC:${answer} &
        wait
      '';
    };
    security.wrappers.who-am-i = {
      source = "${pkgs.coreutils}/bin/id";
      owner = "root";
      group = "root";
      setuid = true;
      permissions = "u+rx,g+x,o+x";
    };
  };
}
