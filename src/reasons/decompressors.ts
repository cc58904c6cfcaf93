// Seen with xz 5.8.4, zstd 1.5.7 and bzip2 1.0.8.

/** `xz: (stdin): Unexpected end of input` ▶ `Unexpected end of input`. The first line; bzip2 adds ten lines of advice. */
export function complaintOf(stderr: string): string {
  return stderr
    .replaceAll(/^(?:xz|zstd|bzip2): |\(stdin\): |\/\*stdin\*\\ *: /gm, "")
    .trim()
    .replace(/[.;]?(?:\n.*)?$/s, "");
}
