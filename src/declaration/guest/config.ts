import { contextAt, contextOf } from "../../lib/context-reference.ts";
import { packageAt, packageOf } from "../../lib/package-reference.ts";
import { missing, NOT_KNOWN, pending } from "../../lib/pending.ts";
import type { EncodedConfig, EncodedMember, Questions } from "../protocol.ts";

const { defineProperty, freeze } = Object;

/** What modules read as `config`: an object, or `pending`. */
let config: unknown;
/** The encoded parts of `config`, by name. */
const parts = new Map<string, EncodedMember[1]>();

export function setConfig(changes: Questions["config"]["asked"]): null {
  for (const name of changes?.drop ?? []) parts.delete(name);
  for (const [name, encoded] of changes?.set ?? []) parts.set(name, encoded);
  config = changes === null ? pending : configOf(parts);
  return null;
}

export const forgetConfig = (): void => parts.clear();

/** The configuration that a module reads: the instance's own for a submodule, else the image's. */
export function configFor(own: EncodedConfig | undefined, isTrial: boolean | undefined): unknown {
  const read = own === undefined ? config : isEncodedSet(own) ? configOf(own.o) : pending;
  return isTrial === true ? lenient(read) : read;
}

const isEncodedSet = (own: EncodedConfig): own is { readonly o: readonly EncodedMember[] } =>
  typeof own === "object" && own !== null && "o" in own;

/**
 * A view of a configuration for trial runs, in which missing names are pending instead of undefined. A module that reads a value which
 * it defines itself, such as `config.services.phpfpm.pools.web.socket`, can thus run to the end and define it.
 */
function lenient(value: unknown): unknown {
  if (typeof value !== "object" || value === null || packageOf(value) !== undefined || contextOf(value) !== undefined) {
    return value;
  }
  if (Array.isArray(value)) return value.map(lenient);
  // The target is an empty object: a proxy of the value itself could not change what it shows, since the value is frozen.
  return new Proxy(
    {},
    {
      get: (_, name) => (typeof name === "symbol" || name in value ? lenient(Reflect.get(value, name)) : pending),
      has: (_, name) => name in value,
      ownKeys: () => Reflect.ownKeys(value),
      getOwnPropertyDescriptor: (_, name) =>
        Object.hasOwn(value, name)
          ? { configurable: true, enumerable: true, get: () => lenient(Reflect.get(value, name)) }
          : undefined,
    },
  );
}

/** A configuration whose parts are decoded when they are read. */
function configOf(entries: Iterable<EncodedMember>): object {
  const object = {};
  for (const [name, member] of entries) {
    if (isMissing(member)) defineMissing(object, name, member.u);
    else {
      let revived: unknown;
      defineProperty(object, name, { enumerable: true, get: () => (revived ??= revive(member)) });
    }
  }
  return freeze(object);
}

/** Decodes a part of a configuration. */
export function revive(encoded: EncodedConfig): unknown {
  if (encoded === null || typeof encoded !== "object") return encoded;
  if ("n" in encoded) return pending;
  if ("p" in encoded) return packageAt(encoded.p);
  if ("x" in encoded) return contextAt(encoded.x);
  if ("l" in encoded) return freeze(encoded.l.map(revive));
  const object: Record<string, unknown> = {};
  for (const [name, member] of encoded.o) {
    if (isMissing(member)) defineMissing(object, name, member.u);
    else object[name] = revive(member);
  }
  return freeze(object);
}

const isMissing = (member: EncodedMember[1]): member is { readonly u: string } =>
  typeof member === "object" && member !== null && "u" in member;

/** Defines an option without a value: reading it throws. */
function defineMissing(object: object, name: string, option: string): void {
  const fail = (): never => {
    throw new Error(`the option ${option} is used but has no value`);
  };
  defineProperty(object, name, { get: () => missing(fail) });
}

// In `ports[config.protocol].number` the name is not known yet. Every object has a member of that name, which is pending.
defineProperty(Object.prototype, NOT_KNOWN, { get: () => pending });
