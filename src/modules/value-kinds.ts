/** A path in the image, with nothing in it that leads back up; a slash may stand at its end. */
export const ABSOLUTE_PATH = "(?:/(?!\\.{1,2}(?:/|$))[^/\\0]+)+/?";
export const ABSOLUTE_PATH_IN_WORDS = "an absolute path without .., . and // in it";

/** The largest number of a user or group; the one above means nobody at all (chown(2)). */
export const MAX_ID = 4_294_967_294;
