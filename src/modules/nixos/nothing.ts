import type { Path } from "../../options/merge-context.ts";
import { ABSENT_NAMES, absentOption, NETWORK } from "../absent-options.ts";
import { type Area, QUIET, TAKEN } from "./areas.ts";
import { IDLE_FIELDS, whyFieldNothing } from "./fields.ts";

/** Why all else of a group comes to nothing, where options that decl has not (absent-options.ts) say nothing of it. */
const REST: Readonly<Record<string, string>> = {
  environment: "an image has no more of it than what is named in docs/nixos-modules.md",
  fonts: "decl's own fonts.packages has them",
  i18n: "decl's own i18n brings the locales that it names",
  networking: NETWORK,
  nix: "decl's own nix configures it",
  programs: "it is part of a machine",
  security: "a container has no logins, and the kernel is the host's",
  services: "it is part of a machine",
  system: "an image is no machine that boots or is switched",
  systemd: "there is no systemd",
  time: "the clock is the host's",
  users: "a container has no logins",
};

const UNKNOWN = "decl makes nothing of it";

const NAMED = [...TAKEN, ...QUIET].flatMap(({ options }) => options);

/**
 * Why an option of NixOS's that a configuration itself defines comes to nothing; undefined where it does not, or where there is nothing
 * to say of it.
 *
 * @param isMade whether a module declares it that is part of an image, and so makes something of it
 */
export function whyNothing(path: Path, isMade: boolean): string | undefined {
  const ofField = whyFieldNothing(path);
  if (ofField !== undefined) return ofField ?? undefined;
  if (isMade) return undefined;
  const named = longestMatch(path, NAMED);
  return named > 0 && named >= longestMatch(path, ABSENT_NAMES) ? undefined : reasonOf(path);
}

const reasonOf = (path: Path): string =>
  absentOption(path)?.replace(/^leave it out: /, "") ?? REST[path[0] ?? ""] ?? UNKNOWN;

/** How many names of the longest option of `names` lead to `path`. */
function longestMatch(path: Path, names: readonly string[]): number {
  const lengths = names.map((name) => {
    const parts = name.split(".");
    return parts.every((part, index) => part === path[index]) ? parts.length : 0;
  });
  return Math.max(...lengths);
}

/** Of options that decl has not, those that no NixOS has, and those that a module makes something of. */
const NO_AREAS =
  /^(?:services|programs|age|sops|disko|home-manager|environment\.persistence|security\.(?:acme|dhparams|wrappers)|networking\.(?:wireguard|wg-quick))(?:\.|$)|^environment\.defaultPackages$/;

/** All areas, for the table in docs/nixos-modules.md. */
export function nixosAreas(): readonly Area[] {
  const reasons = new Map<string, string[]>();
  for (const name of [...ABSENT_NAMES, ...Object.keys(REST).map((group) => `${group}.*`)].sort()) {
    if (NO_AREAS.test(name)) continue;
    const why = reasonOf(name.split("."));
    reasons.set(why, [...(reasons.get(why) ?? []), name]);
  }
  for (const [name, why] of Object.entries(IDLE_FIELDS)) reasons.set(why, [...(reasons.get(why) ?? []), name]);
  return [
    {
      options: ["services.*", "programs.*", ...MADE_ELSEWHERE],
      here: "what their modules define; nothing, with a warning, where the module is about a machine",
    },
    ...TAKEN,
    ...QUIET,
    ...Array.from(reasons, ([why, options]) => ({ options, here: `nothing, with a warning: ${why}` })),
    { options: ["*"], here: `all else: nothing, with a warning: ${UNKNOWN}` },
  ];
}

/** Options of modules that are part of an image, in other groups. */
const MADE_ELSEWHERE = [
  ...["security.acme", "security.dhparams", "security.krb5", "environment.unixODBCDrivers", "power.ups"],
  ...["networking.wireguard", "networking.wg-quick"],
];
