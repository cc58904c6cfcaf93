# A web server as NixOS's modules are written: a user, a configuration file that is made by the build, a state folder, a port.
{ config, lib, pkgs, ... }:
let
  inherit (lib) mkEnableOption mkIf mkOption types;
  cfg = config.services.hello-web;
  configFile = pkgs.writeText "hello-web.conf" ''
    pid /run/hello-web/nginx.pid;
    error_log stderr ${cfg.logLevel};
    events { }
    http {
      access_log off;
      client_body_temp_path /run/hello-web/body;
      proxy_temp_path /run/hello-web/proxy;
      fastcgi_temp_path /run/hello-web/fastcgi;
      uwsgi_temp_path /run/hello-web/uwsgi;
      scgi_temp_path /run/hello-web/scgi;
      server {
        listen ${toString cfg.port};
        location / { root ${cfg.root}; }
        location = /greeting { return 200 "${cfg.greeting}\n"; }
      }
    }
  '';
in
{
  options.services.hello-web = {
    enable = mkEnableOption "the web server";
    package = mkOption { type = types.package; default = pkgs.nginx; };
    port = mkOption { type = types.port; default = 8080; };
    greeting = mkOption { type = types.str; default = "hello"; };
    logLevel = mkOption { type = types.enum [ "error" "info" ]; default = "error"; };
    root = mkOption { type = types.path; default = "/var/empty"; };
    openFirewall = mkOption { type = types.bool; default = false; };
    oldGreeting = mkOption { type = types.nullOr types.str; default = null; };
  };
  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.port != 22;
        message = "services.hello-web.port is 22, which is for SSH.";
      }
    ];
    warnings = lib.optional (cfg.oldGreeting != null) "The option `services.hello-web.oldGreeting' has been renamed to `services.hello-web.greeting'.";
    networking.firewall.allowedTCPPorts = lib.optional cfg.openFirewall cfg.port;
    boot.kernel.sysctl."net.core.somaxconn" = 1024;
    users.users.hello-web = {
      isSystemUser = true;
      group = "hello-web";
    };
    users.groups.hello-web = { };
    environment.systemPackages = [ cfg.package ];
    environment.etc."hello-web/greeting".text = cfg.greeting;
    systemd.services.hello-web = {
      description = "A web server";
      after = [ "network.target" ];
      wantedBy = [ "multi-user.target" ];
      preStart = "${cfg.package}/bin/nginx -t -c ${configFile}";
      serviceConfig = {
        ExecStart = "${cfg.package}/bin/nginx -c ${configFile} -g 'daemon off;'";
        User = "hello-web";
        RuntimeDirectory = "hello-web";
        ProtectSystem = "strict";
        PrivateTmp = true;
        Restart = "always";
      };
    };
  };
}
