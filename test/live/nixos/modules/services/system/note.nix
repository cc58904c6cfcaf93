# A oneshot that leaves notes, with a script of its own and what systemctl says of another unit.
{ config, lib, pkgs, ... }:
let
  inherit (lib) mkEnableOption mkIf mkOption types;
  cfg = config.services.note;
in
{
  options.services.note = {
    enable = mkEnableOption "notes";
    text = mkOption { type = types.lines; };
    after = mkOption { type = types.str; default = ""; };
    setup = mkOption { type = types.lines; default = ""; };
  };
  config = mkIf cfg.enable {
    systemd.tmpfiles.rules = [ "d /var/lib/note 0755 root root -" ];
    systemd.tmpfiles.settings.note."/var/lib/note/kept".f = {
      mode = "0600";
      argument = "kept";
    };
    systemd.services.note = {
      wantedBy = [ "multi-user.target" ];
      after = lib.optional (cfg.after != "") cfg.after;
      path = [ pkgs.gnugrep ];
      environment.NOTE = "from the environment";
      preStart = cfg.setup;
      script = ''
        cat ${pkgs.writeText "note" cfg.text} >/var/lib/note/note
        echo "$NOTE" >>/var/lib/note/note
        ${lib.optionalString (cfg.after != "") "systemctl is-active ${cfg.after} >>/var/lib/note/note || true"}
      '';
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStartPre = lib.mkIf (cfg.setup != "") [ "${pkgs.coreutils}/bin/mkdir -p /var/lib/note/first" ];
      };
    };
  };
}
