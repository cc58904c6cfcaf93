const UNITS = ["kB", "MB", "GB", "TB"];

/** A number of bytes for people, in powers of 1000: "52 kB", "1.3 MB". Less than a kilobyte is "1 kB", so that no size is shown as 0. */
export function sizeText(bytes: number): string {
  let value = Math.max(bytes / 1000, 1);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}
