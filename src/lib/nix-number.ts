/** Nix's integers end here. */
const INTEGERS_END = 2 ** 63;

/** A finite number in Nix. What is no integer has a point there, before an exponent too; what is negative stands in parentheses. */
export function nixNumber(value: number): string {
  if (value < 0) return `(-${nixNumber(-value)})`;
  if (Number.isInteger(value) && value < INTEGERS_END) return `${BigInt(value)}`;
  const [digits = "", exponent] = `${value}`.split("e");
  const float = digits.includes(".") ? digits : `${digits}.0`;
  return exponent === undefined ? float : `${float}e${exponent}`;
}
