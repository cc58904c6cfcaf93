import { oneOfEach } from "../text/alike-diagnostics.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";

type Message = Omit<Diagnostic, "severity" | "place">;

/** Collects what is to be said of the units, with the place of each option. */
export class Reporter {
  readonly #warnings: Diagnostic[] = [];
  readonly #errors: Omit<Diagnostic, "severity">[] = [];
  readonly #locate: (path: readonly string[]) => Place | undefined;

  constructor(locate: (path: readonly string[]) => Place | undefined) {
    this.#locate = locate;
  }

  error(message: Message): undefined {
    this.#errors.push({ ...message, ...at(this.place(message.path)) });
  }

  warning(message: Message): void {
    this.#warnings.push({ ...message, severity: "warning", ...at(this.place(message.path)) });
  }

  add(warnings: readonly Diagnostic[]): void {
    this.#warnings.push(...warnings);
  }

  get warnings(): readonly Diagnostic[] {
    return oneOfEach(this.#warnings);
  }

  /** The place of an option, or of the nearest thing around it that stands in the declaration. */
  place(path: readonly string[] | undefined): Place | undefined {
    for (let length = path?.length ?? 0; length > 0; length--) {
      const place = this.#locate(path?.slice(0, length) ?? []);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** @throws DeclError with all errors there were */
  finish(): void {
    const [first, ...others] = oneOfEach(this.#errors);
    if (first !== undefined) throw new DeclError(first, others);
  }
}
