/** "a", "a and b", "a, b and c"; of more than `most`: "a, b and 7 more". */
export function namesText(names: readonly string[], most = 5): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  const [last, ...others] = shown.toReversed();
  return others.length === 0 ? (last ?? "") : `${others.reverse().join(", ")} and ${last}`;
}
