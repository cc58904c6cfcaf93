import { contextText } from "../lib/context-reference.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { readablePlaceholders } from "../value/reference.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";

/** What a value is that does not fit, and where it is plain what was meant, how to write that. */
export function misfitHint(value: Value, type?: TypeDescriptor): string {
  const meant = type === undefined ? undefined : meantValue(value, type);
  if (meant !== undefined) return `write ${meant} instead of ${shortText(value)}`;
  const nearest =
    type?.kind === "enum" && value.kind === "scalar" && typeof value.value === "string"
      ? didYouMean(
          value.value,
          type.values.filter((one) => typeof one === "string"),
        )
      : undefined;
  return nearest ?? `this is ${shortText(value)}`;
}

/** Quotes too many or too few, brackets left out. */
function meantValue(value: Value, type: TypeDescriptor): string | undefined {
  if (type.kind === "nullOr" || type.kind === "uniq") return meantValue(value, type.of);
  if (type.kind === "listOf" && (value.kind === "scalar" || value.kind === "package") && !isNull(value)) {
    return `[${meantValue(value, type.of) ?? shortText(value)}]`;
  }
  if (value.kind !== "scalar") return undefined;
  const scalar = value.value;
  if (type.kind === "bool" && (scalar === "true" || scalar === "false")) return scalar;
  if (type.kind === "number" || type.kind === "int") {
    return typeof scalar === "string" && /^-?\d+$/.test(scalar) ? scalar : undefined;
  }
  const wantsText = (type.kind === "str" && type.pattern === undefined) || type.kind === "joined";
  return wantsText && (typeof scalar === "number" || typeof scalar === "boolean") ? `"${scalar}"` : undefined;
}

const isNull = (value: Value): boolean => value.kind === "scalar" && value.value === null;

/** A value in a few words, for messages. */
export function shortText(value: Value): string {
  switch (value.kind) {
    case "scalar": {
      const text = readablePlaceholders(JSON.stringify(value.value));
      return text.length > 60 ? `${text.slice(0, 59)}…` : text;
    }
    case "list":
      return `a list of ${value.items.length}`;
    case "attrs":
      return "an object";
    case "package":
      return `pkgs.${value.attributePath}`;
    case "storePath":
      return value.path;
    case "context":
      return contextText(value);
    default:
      return `a ${value.kind}`;
  }
}
