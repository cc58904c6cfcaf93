import parse, { type Info } from "spdx-expression-parse";

/** A license that SPDX has no short name for: an expression may name it when the document explains it. */
export interface OtherLicense {
  /** "LicenseRef-Unfree" */
  readonly licenseId: string;
  readonly extractedText: string;
  /** As the package set calls it. */
  readonly name: string;
}

/** A license as SPDX documents say it. */
export interface DeclaredLicense {
  readonly expression: string;
  readonly others: readonly OtherLicense[];
}

/**
 * What a package set says of a license, as an expression (SPDX 2.3, annex D). Package sets join the names of several licenses
 * by AND, and may name one again and again; what is not an SPDX name among them becomes a LicenseRef.
 * @returns undefined where it says nothing
 */
export function declaredLicense(text: string | undefined): DeclaredLicense | undefined {
  if (text === undefined || /^(?:|unknown)$/.test(text.trim())) return undefined;
  const whole = parseExpression(text);
  if (whole !== undefined) return whole;
  const parts = text.split(" AND ").map((part) => parseExpression(part) ?? otherLicense(part.trim()));
  const expressions = parts.map(({ expression }) => expression);
  return { expression: joinedBy("AND", expressions), others: onceEach(parts.flatMap(({ others }) => others)) };
}

/** A license as people read it: in the package set's words, but each that AND joins once. */
export function licenseText(text: string): string {
  const whole = parseExpression(text);
  if (whole !== undefined) return whole.expression;
  return /[()]/.test(text) ? text : [...new Set(text.split(" AND "))].join(" AND ");
}

/** A choice among others stands in brackets. */
function joinedBy(conjunction: string, expressions: readonly string[]): string {
  const some = [...new Set(expressions)];
  const isBracketed = conjunction === "AND" && some.length > 1;
  const bracketed = some.map((one) => (isBracketed && / OR /.test(one) ? `(${one})` : one));
  return bracketed.join(` ${conjunction} `);
}

const onceEach = (others: readonly OtherLicense[]): OtherLicense[] => [
  ...new Map(others.map((other) => [other.licenseId, other])).values(),
];

function otherLicense(name: string): DeclaredLicense {
  const slug = name.replace(/[^A-Za-z0-9.-]+/g, "-").replace(/^-+|(?<!-)-+$/g, "");
  return namedOther(`LicenseRef-${slug === "" ? "unnamed" : slug}`, name);
}

function namedOther(licenseId: string, name: string): DeclaredLicense {
  const extractedText = `The package set calls this license "${name}"; its text is not known here.`;
  return { expression: licenseId, others: [{ licenseId, extractedText, name }] };
}

/** Reads a whole expression: `A AND (B OR C+) WITH exception`. Undefined where it is none, or names what no list has. */
function parseExpression(text: string): DeclaredLicense | undefined {
  const others: OtherLicense[] = [];
  try {
    const expression = written(parse(text.trim()), others);
    return { expression, others: onceEach(others) };
  } catch {
    return undefined; // also of a text that nests deeper than can be read
  }
}

/** The expression as text again; what only the document explains goes to `others`. */
function written(info: Info, others: OtherLicense[]): string {
  if ("conjunction" in info) {
    const { conjunction } = info;
    return joinedBy(
      conjunction.toUpperCase(),
      operands(info, conjunction).map((part) => written(part, others)),
    );
  }
  const { license, plus, exception } = info;
  if (license.startsWith("DocumentRef-")) throw new Error("no other document is known");
  if (license.startsWith("LicenseRef-"))
    others.push(...namedOther(license, license.slice("LicenseRef-".length)).others);
  return `${license}${plus === true ? "+" : ""}${exception === undefined ? "" : ` WITH ${exception}`}`;
}

/** What a chain of one conjunction joins: `A AND (B AND C)` is three. */
function operands(info: Info, conjunction: "and" | "or"): Info[] {
  if (!("conjunction" in info) || info.conjunction !== conjunction) return [info];
  return [info.left, info.right].flatMap((part) => operands(part, conjunction));
}
