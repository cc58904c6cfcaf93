/**
 * How late a machine lets things happen: a bash function `lateness FILE` that sleeps again and again in the way timers do, until
 * FILE is there, and then prints by how many microseconds it was woken too late at worst.
 */
export const LATENESS = `
lateness() {
  local before late worst=0
  while [[ ! -e $1 ]]; do
    before=\${EPOCHREALTIME/./}
    sleep 0.1 & wait $!
    late=$((\${EPOCHREALTIME/./} - before - 100000))
    ((late <= worst)) || worst=$late
  done
  echo "lateness $worst"
}
`;

/**
 * The most microseconds that something punctual may come late beside \`lateness\`: what the machine did to that, three times over
 * because a few things happen between waking up and being seen, and a quarter of a second.
 */
export function tolerance(output: string): number {
  const worst = /lateness (\d+)/.exec(output)?.[1];
  if (worst === undefined) throw new Error(`nobody measured how late this machine is:\n${output}`);
  return 250_000 + 3 * Number(worst);
}
