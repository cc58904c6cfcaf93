import { contextOf } from "../lib/context-reference.ts";
import { packageOf } from "../lib/package-reference.ts";
import { isPending } from "../lib/pending.ts";
import { partOf, RunMemory } from "../options/run-memory.ts";
import { plainValue } from "../options/value-forms.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleArguments, ModuleContent, ModuleSource } from "../value/module-source.ts";
import type { Value } from "../value/value.ts";
import { checkValue } from "./checked-value.ts";
import { Decoder, type LiteralTable, literalOf } from "./decode.ts";
import type { EncodedConfig, EncodedMember, EncodedModule, ModuleAnswer, Unread, Unusable } from "./protocol.ts";
import type { Sandbox } from "./sandbox.ts";

/** The modules of one declaration. They stay in its sandbox and are run there by their numbers. */
export class SandboxModules {
  readonly readArguments = new Map<string, string>();
  /** The options of the whole configuration that modules have read. */
  readonly readOptions = new Set<string>();
  /** Whether a module has read the target. */
  readsTarget = false;
  readonly #sources = new Map<number, ModuleSource>();
  readonly #decoder: Decoder;
  readonly #parts: SandboxParts;
  /** By module, and by instance of a submodule. */
  readonly #runs = new RunMemory();
  readonly #options = new Map<number, Value>();
  /** The configuration that the sandbox has now. */
  #config: unknown;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.#decoder = new Decoder(
      parts.literals,
      (module, place) => this.source(module, place),
      (id) => (value) => this.#apply(id, value),
    );
  }

  /** The module with a number. `place`, where it is used, is for messages that have no better place. */
  source(module: EncodedModule, place?: Place): ModuleSource {
    const known = this.#sources.get(module.id);
    if (known !== undefined) return known;
    const source: ModuleSource = {
      key: `sandbox ${module.id}`,
      name: (place ?? this.#parts.fallback)?.file ?? "a module",
      isFunction: module.f,
      run: (args) => this.#run(module, args, place),
    };
    this.#sources.set(module.id, source);
    return source;
  }

  /** Runs a module, or returns its last result if nothing that it reads has changed. */
  #run({ id, f }: EncodedModule, args: ModuleArguments, used: Place | undefined): ModuleContent {
    const { config, name, isTrial } = args;
    const { sandbox, explain } = this.#parts;
    const run = () => {
      const answer = explain(() => {
        if (f && name === undefined) this.#setConfig(config);
        const own = name === undefined ? {} : { name, config: encodeConfig(config) };
        return sandbox.ask("module", { id, isTrial, ...own });
      });
      if ("unusable" in answer) throw this.#unusable(answer.unusable, used);
      for (const [argument, stack] of Object.entries(answer.read)) this.readArguments.set(argument, stack);
      this.readsTarget ||= answer.readsTarget;
      if (name === undefined) for (const option of answer.reads) this.readOptions.add(option);
      return { content: this.#content(answer, used), reads: answer.reads };
    };
    if (isTrial === true) return run().content;
    return this.#runs.recall(name === undefined ? `${id}` : `${id} ${name}`, config, run);
  }

  #content(answer: ModuleAnswer, used: Place | undefined): ModuleContent {
    const { literals, fallback } = this.#parts;
    const literal = literalOf(literals, answer.m);
    const place = literal?.place ?? used ?? fallback;
    const imports = literalOf(literals, answer.importsMark);
    const decode = (encoded: Unread) => this.#decoder.value(encoded, place);
    const config = decode(answer.config);
    checkValue(config);
    const { options } = answer;
    if (options?.value !== undefined) this.#options.set(options.id, decode(options.value));
    const declared = options === undefined ? undefined : this.#options.get(options.id);
    return {
      imports: answer.imports.map((module, index) => {
        const where = imports?.keys.get(String(index))?.value ?? imports?.place;
        return { source: this.source(module, where), ...at(where) };
      }),
      config,
      options: declared,
      ...(answer.freeform === undefined ? {} : { freeform: decode(answer.freeform) }),
      file: literal?.place.file,
    };
  }

  /** Sends the options whose values are not the same objects as before. */
  #setConfig(config: unknown): void {
    if (config === this.#config) return;
    const before = this.#config;
    this.#config = config;
    const encoded = encodeConfig(config);
    if (!isAttributes(encoded) || typeof config !== "object" || config === null) {
      this.#parts.sandbox.ask("config", null);
      return;
    }
    const isKnown = typeof before === "object" && before !== null;
    const set = encoded.o.filter(([name]) => !isKnown || partOf(before, name) !== partOf(config, name));
    const names = new Set(encoded.o.map(([name]) => name));
    const drop = isKnown ? Object.getOwnPropertyNames(before).filter((name) => !names.has(name)) : [];
    this.#parts.sandbox.ask("config", { set, drop });
  }

  /** Calls an option's `apply` with the merged value. */
  #apply(id: number, value: unknown): unknown {
    const { sandbox, explain } = this.#parts;
    const answer = explain(() => sandbox.ask("apply", { id, value: encodeConfig(value) }));
    if ("unusable" in answer) throw this.#unusable(answer.unusable, undefined);
    return plainValue(this.#decoder.value(answer.value));
  }

  #unusable({ message, path, mark, hint }: Unusable, used: Place | undefined): DeclError {
    const literal = literalOf(this.#parts.literals, mark);
    const place = literal?.keys.get(String(path.at(-1)))?.value ?? literal?.place ?? used;
    return new DeclError({ code: "unusable-value", message, path: path.map(String), place, hint });
  }
}

const isAttributes = (encoded: EncodedConfig): encoded is { readonly o: readonly EncodedMember[] } =>
  typeof encoded === "object" && encoded !== null && "o" in encoded;

export interface SandboxParts {
  readonly sandbox: Sandbox;
  /** Runs something in the sandbox and turns its failures into DeclErrors. */
  readonly explain: <T>(run: () => T) => T;
  readonly literals: LiteralTable;
  /** The place for messages that have no better one. */
  readonly fallback: Place | undefined;
}

/** Encodes a configuration for the guest. */
function encodeConfig(value: unknown, path = ""): EncodedConfig {
  if (isPending(value)) return { n: true };
  if (typeof value !== "object" || value === null) return value as EncodedConfig; // merging makes no other values
  const name = packageOf(value);
  if (name !== undefined) return { p: name };
  const files = contextOf(value);
  if (files !== undefined) return { x: files };
  if (Array.isArray(value)) return { l: value.map((item, index) => encodeConfig(item, `${path}.${index}`)) };
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value)).map(([member, property]): EncodedMember => {
    const own = path === "" ? member : `${path}.${member}`;
    return [member, property.get === undefined ? encodeConfig(property.value, own) : { u: own }];
  });
  return { o: entries };
}
