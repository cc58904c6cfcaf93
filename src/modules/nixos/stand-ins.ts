import { placeholder } from "../../lib/placeholder.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import { type MissingCalls, missingCalls } from "./missing-calls.ts";
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

/** A unit's programs of systemd's, and what it wants of them that nothing does. */
export interface SystemdCalls extends MissingCalls {
  readonly service: string;
  readonly programs: readonly string[];
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
    const { missing, unclear } = missingCalls(texts);
    const absent = programs.filter((program) => !Object.hasOwn(PROGRAMS, program));
    return programs.length === 0 ? [] : [{ service, programs, missing: [...absent, ...missing], unclear }];
  });
}

const uniqueMatches = (texts: readonly string[], pattern: RegExp): string[] => [
  ...new Set(texts.flatMap((text) => Array.from(text.matchAll(pattern), ([, match = ""]) => match))),
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
