/** Why an option comes to nothing in an image, by its names; undefined where it does not. `isMade`: whether a module makes something of it. */
export type WhyNothing = (option: readonly string[], isMade: boolean) => string | undefined;
