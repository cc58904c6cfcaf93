import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { namesText } from "../text/names-text.ts";
import type { EvaluatedModules } from "./evaluate-modules.ts";
import { type Path, pathKey } from "./merge-context.ts";

type Evaluated = Pick<EvaluatedModules, "config" | "records">;

/** What src/modules/assertions.ts takes. */
interface Declared {
  readonly assertion?: boolean;
  readonly message: string;
  readonly hint?: string | null;
  readonly about?: readonly Path[];
}

/** The assertions (NixOS's option) that do not hold, each at the first option that it is about, else where it is written itself. */
export function failedAssertions({ config, records }: Evaluated): Omit<Diagnostic, "severity">[] {
  return ((config.assertions ?? []) as readonly Declared[]).flatMap((declared, index) => {
    const own = placeOfPath(records, ["assertions", String(index)]);
    try {
      if (declared.assertion !== false) return [];
      const message = `failed assertion: ${declared.message}`;
      return [diagnosticOf("failed-assertion", { ...declared, message }, { records, own })];
    } catch (error) {
      // The assertion itself is incomplete, for instance without a message.
      if (error instanceof DeclError) return error.diagnostics.map((diagnostic) => ({ ...diagnostic, ...at(own) }));
      throw error;
    }
  });
}

export function declaredWarnings({ config, records }: Evaluated): Omit<Diagnostic, "severity">[] {
  return ((config.warnings ?? []) as readonly (string | Declared)[]).map((warning, index) => {
    const own = placeOfPath(records, ["warnings", String(index)]);
    const declared = typeof warning === "string" ? { message: warning } : warning;
    return diagnosticOf("declared-warning", declared, { records, own });
  });
}

/** The diagnostic is at the first option that it is about; the places of the others are at the end of the message. */
function diagnosticOf(
  code: string,
  { message, hint, about = [] }: Declared,
  { records, own }: { readonly records: EvaluatedModules["records"]; readonly own: Place | undefined },
): Omit<Diagnostic, "severity"> {
  const places = about.flatMap((path) => placeOfPath(records, path) ?? []);
  const [place, ...others] = places.map((one) => ({ one, text: `${one.file}:${one.start.line}:${one.start.column}` }));
  const also = others.filter(({ text }) => text !== place?.text).map(({ text }) => text);
  return {
    code,
    message: also.length === 0 ? message : `${message} (also ${namesText(also)})`,
    ...at(place?.one ?? own),
    hint: hint ?? undefined,
  };
}

/** Where the value of an option, list element or attribute was defined; if that is not known, where the part around it was. */
export function placeOfPath(records: EvaluatedModules["records"], path: Path): Place | undefined {
  for (let length = path.length; length > 0; length--) {
    const record = records.get(pathKey(path.slice(0, length)));
    const place = record?.winners.find((winner) => winner.place !== undefined)?.place;
    if (place !== undefined) return place;
  }
  return undefined;
}
