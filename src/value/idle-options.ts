const SWITCHING = "it is about `nixos-rebuild switch`, and an image is not switched to";

/** Options of NixOS's units that do nothing in an image, and why. */
export const IDLE_OPTIONS = {
  overrideStrategy: "an instance that is declared always adds to its template",
  onFailureJobMode: "OnFailure never takes jobs away",
  restartTriggers: SWITCHING,
  reloadTriggers: SWITCHING,
  restartIfChanged: SWITCHING,
  reloadIfChanged: SWITCHING,
  stopIfChanged: SWITCHING,
  notSocketActivated: SWITCHING,
} as const;

export type IdleOption = keyof typeof IDLE_OPTIONS;

/** Their names. */
export const IDLE_NAMES = Object.keys(IDLE_OPTIONS) as readonly IdleOption[]; // of the object above
