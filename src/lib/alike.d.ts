/** Types of alike.js. */
export declare function isAlike(
  one: unknown,
  other: unknown,
  isAlikeHere?: (one: object, other: object) => boolean,
): boolean;
