import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { whereText, withoutDuplicates, withPlaces } from "../text/duplicate-diagnostics.ts";

type Message = Omit<Diagnostic, "severity" | "place">;

/** What is said of all that have something in common. `where` is for it to name; else the places are added to its hint. */
export type Summary<T> = (
  all: readonly (T & { readonly where: string })[],
) => Omit<Message, "path"> & { readonly namesPlaces?: boolean };

type Gathered = readonly { readonly path: readonly string[]; readonly where: string }[];

/** Collects what is to be said of the units, with the place of each option. */
export class Reporter {
  /** What is said of several is made when all are known. */
  readonly #warnings: (Diagnostic | (() => Diagnostic))[] = [];
  readonly #gathered = new Map<string, Gathered>();
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

  /** A warning of one cause, told once for all that it is about, at the first of them. */
  gather<T extends { readonly path: readonly string[] }>(cause: string, say: Summary<T>, one: T): void {
    const { path } = one;
    const place = at(this.place(path));
    const found = { ...one, where: whereText({ path, ...place }) };
    const before = this.#gathered.get(cause);
    this.#gathered.set(cause, [...(before ?? []), found]);
    if (before !== undefined) return;
    this.#warnings.push(() => {
      // What has one cause was given the same type.
      const all = (this.#gathered.get(cause) ?? []) as readonly (typeof found)[];
      const { namesPlaces, hint, ...message } = say(all);
      const others = new Set(all.map(({ where }) => where).filter((where) => where !== found.where));
      const whole = namesPlaces === true ? hint : withPlaces(hint, [...others]);
      return { ...message, hint: whole, path, severity: "warning", ...place };
    });
  }

  add(warnings: readonly Diagnostic[]): void {
    this.#warnings.push(...warnings);
  }

  get warnings(): readonly Diagnostic[] {
    return withoutDuplicates(this.#warnings.map((warning) => (typeof warning === "function" ? warning() : warning)));
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
    const [first, ...others] = withoutDuplicates(this.#errors);
    if (first !== undefined) throw new DeclError(first, others);
  }
}
