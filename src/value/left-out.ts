/** Why an option of NixOS has no effect in an image; undefined if it has one. `isMade`: whether one of decl's modules uses the option. */
export type WhyNothing = (option: readonly string[], isMade: boolean) => string | undefined;
