import { pb } from "@moby/buildkit-proto";

/**
 * An op's bytes as the daemon (BuildKit 0.17 and later) would write them, by another way than src/llb goes: protobufjs
 * decodes and encodes, zero values are dropped and maps sorted in between, and the oneof is moved behind the plain fields.
 */
export function canonicalOp(bytes: Uint8Array): Uint8Array {
  const { inputs, platform, constraints, ...body } = tidy(pb.Op.decode(bytes));
  const plain = pb.Op.encode({ inputs, platform: platform ?? null, constraints: constraints ?? null });
  return Buffer.concat([plain.finish(), pb.Op.encode(body).finish()]);
}

function tidy<T extends object>(message: T): T {
  for (const [key, value] of Object.entries(message)) {
    const isZero =
      value === 0 || value === "" || value === false || (value instanceof Uint8Array && value.length === 0);
    if (isZero && key !== "byID")
      delete message[key as keyof T]; // Object.entries lists the message's own keys
    else if (Array.isArray(value)) value.filter((item) => typeof item === "object").forEach(tidy);
    else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
      const isMap = Object.getPrototypeOf(value) === Object.prototype;
      if (isMap) Object.assign(message, { [key]: sortedMap(value) });
      else tidy(value);
    }
  }
  return message;
}

function sortedMap(map: object): object {
  const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => order(a, b)));
}
