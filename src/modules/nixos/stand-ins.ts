import { placeholder } from "../../lib/placeholder.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import journalctl from "./stand-ins/journalctl.sh?raw";
import systemctl from "./stand-ins/systemctl.sh?raw";
import systemdCat from "./stand-ins/systemd-cat.sh?raw";
import systemdNotify from "./stand-ins/systemd-notify.sh?raw";
import systemdTmpfiles from "./stand-ins/systemd-tmpfiles.sh?raw";
import { STAND_INS } from "./store-paths.ts";

/** What does for programs of systemd's that scripts of NixOS's modules call. */
const PROGRAMS: Readonly<Record<string, string>> = {
  journalctl,
  systemctl,
  "systemd-cat": systemdCat,
  "systemd-notify": systemdNotify,
  "systemd-tmpfiles": systemdTmpfiles,
};

/** The programs of systemd's that a text calls. */
const CALLS =
  /(?<![\w/.-]|\/nix\/store\/[\w.+-]+\/)(?:\/nix\/store\/[\w.+-]+\/bin\/)?((?:systemctl|journalctl|busctl|loginctl|hostnamectl|timedatectl|machinectl|udevadm|resolvectl|systemd-(?:cat|notify|tmpfiles|run|creds|escape|sysusers|detect-virt|analyze|inhibit|ask-password|machine-id-setup|socket-activate)))(?![\w.-])/g;

/** A unit's programs of systemd's, and whether there is something that does for each. */
export interface SystemdCalls {
  readonly service: string;
  readonly programs: readonly string[];
}

/** For each service of NixOS's the programs of systemd's that its scripts and commands call, as far as that is plain to see. */
export function systemdCalls({ services }: Pick<NixosAnswer, "services">): SystemdCalls[] {
  return Object.entries(services).flatMap(([service, { serviceConfig = {}, ...options }]) => {
    const scripts = ["script", "preStart", "postStart", "reload", "preStop", "postStop"].map((name) => options[name]);
    const commands = Object.entries(serviceConfig).flatMap(([name, value]) => (name.startsWith("Exec") ? value : []));
    const texts = [...scripts, ...commands].filter((text) => typeof text === "string");
    const programs = texts.flatMap((text) =>
      Array.from(text.replace(/(^|\s)#.*/g, "").matchAll(CALLS), ([, program = ""]) => program),
    );
    return programs.length === 0 ? [] : [{ service, programs: [...new Set(programs)] }];
  });
}

/** Those that nothing does for. */
export const missingPrograms = ({ programs }: SystemdCalls): string[] =>
  programs.filter((program) => !Object.hasOwn(PROGRAMS, program));

/** The files of an image that do for what its services call. */
export function standIns(calls: readonly SystemdCalls[]): Readonly<Record<string, object>> {
  const wanted = new Set(calls.flatMap(({ programs }) => programs));
  return Object.fromEntries(
    Object.entries(PROGRAMS).flatMap(([name, text]) => {
      if (!wanted.has(name)) return [];
      const own = text.replaceAll(/@(bash|socat)@/g, (_, pkg: string) => placeholder(pkg));
      return [[`${STAND_INS}/bin/${name}`, { type: "file", mode: "0755", text: own }]];
    }),
  );
}
