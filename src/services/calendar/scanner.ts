import { ExpressionError } from "./expression-error.ts";

const INT_MAX = 2 ** 31 - 1;

/** A place in an expression that moves forward. */
export class Scanner {
  readonly expression: string;
  /** The text ends here: what follows, the time zone, has been read already. */
  readonly end: number;
  index = 0;

  constructor(expression: string, end = expression.length) {
    this.expression = expression;
    this.end = end;
  }

  get atEnd(): boolean {
    return this.index >= this.end;
  }

  /** The character `ahead` of here, or "" at the end. */
  peek(ahead = 0): string {
    return this.index + ahead < this.end ? this.expression.charAt(this.index + ahead) : "";
  }

  /** Whether `text` stands here; if so, moves behind it. */
  take(text: string): boolean {
    const stands = this.index + text.length <= this.end && this.expression.startsWith(text, this.index);
    if (stands) this.index += text.length;
    return stands;
  }

  /** The longest match here, "" for none; `pattern` is sticky. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.index;
    const [text = ""] = pattern.exec(this.expression.slice(0, this.end)) ?? [];
    this.index += text.length;
    return text;
  }

  skipSpaces(): void {
    while (this.peek() === " ") this.index++;
  }

  /** A whole number that fits into systemd's int. */
  number(what: string): number {
    const start = this.index;
    const digits = this.match(/\d+/y);
    if (digits === "") this.fail(`expected ${what}`);
    const value = Number(digits);
    if (value > INT_MAX) this.fail(`${digits} is too large for ${what}`, undefined, start);
    return value;
  }

  fail(problem: string, hint?: string, offset = this.index): never {
    throw new ExpressionError(this.expression, offset, problem, hint);
  }
}
