/**
 * Permissions of files: a number; "kept", as they are; or "normal", of which the umask that they were written with is no part: 0644, or
 * 0755 where their owner may run them. Folders get the bits to enter them beside those.
 */
export type FileMode = number | "kept" | "normal";
