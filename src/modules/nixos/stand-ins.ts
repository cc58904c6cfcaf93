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
  /(?<![\w/.-]|\/nix\/store\/[\w.+-]+\/)(?:(?:\/nix\/store\/[\w.+-]+|\/run\/current-system\/(?:sw|systemd))\/bin\/)?((?:systemctl|journalctl|busctl|loginctl|hostnamectl|timedatectl|machinectl|udevadm|resolvectl|systemd-(?:cat|notify|tmpfiles|run|creds|escape|sysusers|detect-virt|analyze|inhibit|ask-password|machine-id-setup|socket-activate)))(?![\w.-])/g;

/** What `systemctl` does in an image (stand-ins/systemctl.sh). */
export const SYSTEMCTL_VERBS: readonly string[] = [
  ...["is-active", "is-failed", "is-enabled", "is-system-running", "start", "stop", "restart", "reload"],
  ...["reload-or-restart", "force-reload", "try-reload-or-restart", "try-restart", "condrestart", "show", "status"],
  ...["enable", "disable", "daemon-reload", "daemon-reexec", "reset-failed", "preset", "unmask"],
];

/** What a text has systemctl do, where no option with a value of its own comes before. */
const VERBS = /(?<![\w-])systemctl(?:\s+-(?:-\S+|(?!-)\S*[^\spPtnosHM])){0,20}\s+([a-z]+(?:-[a-z]+)*)(?![\w.@-])/g;

/** A unit's programs of systemd's, and whether there is something that does for each. */
export interface SystemdCalls {
  readonly service: string;
  readonly programs: readonly string[];
  /** What it wants of systemctl that is not in SYSTEMCTL_VERBS. */
  readonly unknownVerbs: readonly string[];
}

/** For each service of NixOS's the programs of systemd's that its scripts and commands call, as far as that is plain to see. */
export function systemdCalls({ services }: Pick<NixosAnswer, "services">): SystemdCalls[] {
  return Object.entries(services).flatMap(([service, { serviceConfig = {}, ...options }]) => {
    const scripts = ["script", "preStart", "postStart", "reload", "preStop", "postStop"].map((name) => options[name]);
    const commands = Object.entries(serviceConfig)
      .flatMap(([name, value]) => (name.startsWith("Exec") ? value : []))
      .map((command) => `${command}`.replace(/^[-@:+!|]+/, ""));
    const texts = [...scripts, ...commands].filter((text) => typeof text === "string");
    const withoutComments = texts.map((text) => text.replace(/(^|\s)#.*/g, ""));
    const programs = uniqueMatches(withoutComments, CALLS);
    const unknownVerbs = uniqueMatches(withoutComments, VERBS).filter((verb) => !SYSTEMCTL_VERBS.includes(verb));
    return programs.length === 0 ? [] : [{ service, programs, unknownVerbs }];
  });
}

const uniqueMatches = (texts: readonly string[], pattern: RegExp): string[] => [
  ...new Set(texts.flatMap((text) => Array.from(text.matchAll(pattern), ([, match = ""]) => match))),
];

/** Those that nothing does for. */
export const missingCalls = ({ programs, unknownVerbs }: SystemdCalls): string[] => [
  ...programs.filter((program) => !Object.hasOwn(PROGRAMS, program)),
  ...unknownVerbs.map((verb) => `systemctl ${verb}`),
];

/** The files of an image that do for what its services call. */
export function standIns(calls: readonly SystemdCalls[]): Readonly<Record<string, object>> {
  const wanted = new Set(calls.flatMap(({ programs }) => programs));
  return Object.fromEntries(
    Object.entries(PROGRAMS).flatMap(([name, text]) => {
      if (!wanted.has(name)) return [];
      return [[`${STAND_INS}/bin/${name}`, { type: "file", mode: "0755", text: withPackages(text, placeholder) }]];
    }),
  );
}

/** The packages that they are made of. */
export const STAND_IN_PACKAGES = ["bash", "socat"];

/** A program's text with the paths of its packages. */
const withPackages = (text: string, pathOf: (name: string) => string): string =>
  STAND_IN_PACKAGES.reduce((made, name) => made.replaceAll(`@${name}@`, pathOf(name)), text);
