/** A value of `nix.settings` (nixpkgs: nixos/modules/config/nix.nix, semanticConfType). */
type Atom = null | boolean | number | string | { toString(): string };

/**
 * The text of nix.conf, as NixOS writes it: keys in order, `extra-` keys after all others because Nix reads the file from
 * top to bottom (NixOS/nix issue 9487), then `extraOptions`.
 */
export function nixConf(settings: Readonly<Record<string, unknown>>, extraOptions: string): string {
  const names = Object.keys(settings).sort();
  const lines = (chosen: readonly string[]) => chosen.map((name) => line(name, settings[name]));
  return [
    "# WARNING: this file is generated from the nix.* options in",
    "# your declaration. Do not edit it!",
    ...lines(names.filter((name) => !name.startsWith("extra-"))),
    "# extra-* settings must come after their non-extra counterpart",
    ...lines(names.filter((name) => name.startsWith("extra-"))),
    extraOptions,
  ]
    .join("\n")
    .replace(/(?<!\n)\n*$/, "\n");
}

function line(name: string, value: unknown): string {
  return `${name.replaceAll("=", "\\=")} = ${valueText(value)}`;
}

/** `toString` of Nix for lists: true is 1 there, and false and null are nothing. */
function valueText(value: unknown): string {
  if (Array.isArray(value))
    return value.map((one: Atom) => (one === true ? "1" : one === false ? "" : text(one))).join(" ");
  return text(value as Atom); // the option's type lets nothing else pass
}

const text = (atom: Atom): string => (atom === null ? "" : `${atom}`);
