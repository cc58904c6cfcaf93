import type { HostArguments } from "../../options/host-module.ts";
import { needsRoot } from "../needs-root.ts";
import { crontabMistake } from "./crontab.ts";

const PAM = `auth required pam_permit.so
account required pam_permit.so
session required pam_permit.so
`;

/** `services.cron` (nixpkgs: nixos/modules/services/scheduling/cron.nix). */
export const cron = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, mkIf, types } = lib;
  const cfg = config.services.cron;
  const crontab = [
    `SHELL=${pkgs.bash}/bin/bash`,
    `PATH=${["coreutils", "findutils", "gnugrep", "gnused"].map((name) => `${pkgs[name]}/bin`).join(":")}:/bin`,
    ...lib.optional(cfg.mailto !== null, `MAILTO="${cfg.mailto}"`),
    ...cfg.systemCronJobs,
  ];
  // A base image has users of its own.
  const hasBase = config.image.from !== null && config.image.from !== "scratch";
  const users = hasBase ? undefined : new Set(Object.values(config.users.users).map(({ name }) => name));
  const assertions = cfg.systemCronJobs.flatMap((job, index) =>
    job.split("\n").flatMap((line) => {
      const mistake = crontabMistake(line, users);
      const about = [["services", "cron", "systemCronJobs", `${index}`]];
      return mistake === undefined ? [] : [{ assertion: false, ...mistake, about }];
    }),
  );
  return {
    options: {
      services: {
        cron: {
          enable: mkOption({
            type: types.bool,
            default: cfg.systemCronJobs.length > 0,
            defaultText: "true where there are jobs",
            description:
              "Whether cron runs. systemd.timers do the same without it. It runs as root, and each job as the user of its line.",
          }),
          mailto: mkOption({
            type: types.nullOr(types.singleLineStr),
            default: null,
            description: "Who gets what jobs print, which takes a mail system; redirect it instead.",
          }),
          systemCronJobs: mkOption({
            type: types.listOf(types.singleLineStr),
            default: [],
            example: ["*/5 * * * * root date >>/var/log/date"],
            description: "Lines of /etc/crontab: when, who and what.",
          }),
        },
      },
    },
    config: mkIf(cfg.enable, {
      assertions,
      warnings: needsRoot(config, "services.cron", "cron becomes the user of each job"),
      environment: {
        systemPackages: [pkgs.cron],
        // cron reads no crontab that others than root could change, or that is a link.
        etc: { crontab: { text: lib.concatMapStringsSep("", (line: string) => `${line}\n`, crontab), mode: "0600" } },
      },
      image: {
        files: {
          "/var/spool/cron/crontabs": { type: "directory", mode: "0700" },
          // Where cron puts its pid, and the old name of /run.
          "/var/run": { type: "symlink", target: "/run" },
        },
      },
      // It runs as root and becomes the job's user; there is no password to ask for.
      security: { pam: { services: { cron: { text: lib.mkDefault(PAM) } } } },
      systemd: {
        services: {
          cron: {
            description: "Cron Daemon",
            wantedBy: ["multi-user.target"],
            serviceConfig: { ExecStart: `${pkgs.cron}/bin/cron -f`, Restart: "always" },
          },
        },
      },
    }),
  };
};
