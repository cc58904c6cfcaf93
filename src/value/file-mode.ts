/**
 * Permissions of files: a number; "kept", as they are; or "normal", which does not depend on the umask with which they were written: 0755
 * for files that their owner may run, else 0644. Folders also get the bits to enter them.
 */
export type FileMode = number | "kept" | "normal";
