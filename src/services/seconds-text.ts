/** Seconds as the init's scripts read them: "infinity", or a number with at most three digits after the point. */
export function secondsText(seconds: number): string {
  return seconds === Number.POSITIVE_INFINITY ? "infinity" : String(Math.round(seconds * 1000) / 1000);
}
