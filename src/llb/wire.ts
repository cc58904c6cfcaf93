/** A value of a varint field: signed, 64 bits. Numbers must be whole and exact (|n| < 2^53). */
export type Integer = number | bigint;

/**
 * Writes one protobuf message the way Go's deterministic encoder does: zero values are left out, maps are sorted, and the
 * caller names fields in the order they shall appear (not always ascending: see `encodeOp`).
 */
export class MessageWriter {
  #buffer = Buffer.allocUnsafe(128);
  #length = 0;

  /** A present sub-message, even if it is empty; undefined leaves the field out. */
  message(field: number, message: MessageWriter | undefined): this {
    return message === undefined ? this : this.#delimited(field, message.finish());
  }

  /** A string; "" is left out. */
  string(field: number, value: string | undefined): this {
    return value === undefined || value === "" ? this : this.#delimited(field, Buffer.from(value, "utf8"));
  }

  /** Repeated strings; an empty string is an element like any other. */
  strings(field: number, values: Iterable<string> | undefined): this {
    for (const value of values ?? []) this.#delimited(field, Buffer.from(value, "utf8"));
    return this;
  }

  bytes(field: number, value: Uint8Array | undefined): this {
    return value === undefined || value.length === 0 ? this : this.#delimited(field, value);
  }

  /** int32, int64, uint32, uint64 and enums; 0 is left out, a negative number takes ten bytes. */
  integer(field: number, value: Integer | undefined): this {
    if (value === undefined || BigInt(value) === 0n) return this;
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  bool(field: number, value: boolean | undefined): this {
    return this.integer(field, value ? 1 : 0);
  }

  /** map<string, string>: entries sorted by the bytes of their keys, key and value always both there. */
  map(field: number, entries: Iterable<readonly [string, string]>): this {
    for (const [key, value] of Array.from(entries).sort(([a], [b]) => compareBytes(a, b))) {
      const entry = new MessageWriter().#delimited(1, Buffer.from(key)).#delimited(2, Buffer.from(value));
      this.#delimited(field, entry.finish());
    }
    return this;
  }

  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #delimited(field: number, bytes: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  #varint(value: Integer): void {
    this.#reserve(10);
    if (typeof value === "number" && value >= 0 && value < 0x80) {
      this.#buffer[this.#length++] = value;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + count));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** Go's order of strings: by UTF-8 bytes, where JavaScript's own compares UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
