import { at, DeclError, type Place } from "../diagnostic.ts";
import { isPending } from "../lib/lib.js";
import { packageOf } from "../lib/package-reference.js";
import type { ModuleArguments, ModuleContent, ModuleSource } from "../options/module-source.ts";
import { Decoder, type Encoded, type EncodedModule, type LiteralTable, literalOf, type Mark } from "./decode.ts";
import type { Sandbox } from "./sandbox.ts";

/** The shape that `__decl_module` in prelude.js answers. */
interface ModuleAnswer {
  readonly imports: readonly EncodedModule[];
  readonly options?: Encoded;
  readonly config: Encoded;
  readonly freeform?: Encoded;
  /** The mark of the literal that the module is. */
  readonly m?: Mark;
  /** Names of build arguments to the stacks of their first use. */
  readonly read?: Readonly<Record<string, string>>;
  readonly unusable?: { readonly message: string; readonly path: readonly (string | number)[]; readonly mark?: Mark };
}

/** The modules of one declaration, which stay in its sandbox and are run there by number. */
export class SandboxModules {
  readonly readArguments = new Map<string, string>();
  readonly #sources = new Map<number, ModuleSource>();
  readonly #decoder: Decoder;
  readonly #parts: SandboxParts;
  /** What the sandbox has as `config` now. */
  #config: unknown;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.#decoder = new Decoder(parts.literals, (module) => this.source(module));
  }

  /** The module of a number; `name` is known of the first one only, others are named by where they stand. */
  source(module: EncodedModule, name = this.#parts.fallback?.file ?? "a module"): ModuleSource {
    const known = this.#sources.get(module.id);
    if (known !== undefined) return known;
    const source: ModuleSource = {
      key: `sandbox ${module.id}`,
      name,
      isFunction: module.f,
      run: (args) => this.#run(module, args),
    };
    this.#sources.set(module.id, source);
    return source;
  }

  #run({ id, f }: EncodedModule, { config, name }: ModuleArguments): ModuleContent {
    const { sandbox, explain } = this.#parts;
    const answer = explain(() => {
      if (f && name === undefined && config !== this.#config) {
        sandbox.call("__decl_config", encodeConfig(config));
        this.#config = config;
      }
      const own = name === undefined ? {} : { name, config: encodeConfig(config) };
      return sandbox.call("__decl_module", { id, ...own });
    }) as ModuleAnswer;
    if (answer.unusable !== undefined) throw this.#unusable(answer.unusable);
    for (const [argument, stack] of Object.entries(answer.read ?? {})) this.readArguments.set(argument, stack);
    const place = literalOf(this.#parts.literals, answer.m)?.place ?? this.#parts.fallback;
    const decode = (encoded: Encoded) => this.#decoder.value(encoded, place);
    return {
      imports: answer.imports.map((module) => this.source(module)),
      config: decode(answer.config),
      ...(answer.options === undefined ? {} : { options: decode(answer.options) }),
      ...(answer.freeform === undefined ? {} : { freeform: decode(answer.freeform) }),
    };
  }

  #unusable({ message, path, mark }: NonNullable<ModuleAnswer["unusable"]>): DeclError {
    const literal = literalOf(this.#parts.literals, mark);
    const place = literal?.keys.get(String(path.at(-1)))?.value ?? literal?.place ?? this.#parts.fallback;
    return new DeclError({ code: "unusable-value", message, path: path.map(String), ...at(place) });
  }
}

export interface SandboxParts {
  readonly sandbox: Sandbox;
  /** Runs something in the sandbox and turns its failures into DeclErrors. */
  readonly explain: <T>(run: () => T) => T;
  readonly literals: LiteralTable;
  /** Where a message points that has no better place. */
  readonly fallback: Place | undefined;
}

/** A configuration as `revive` in prelude.js takes it apart: what has no value is `{u}`, with the option's name. */
function encodeConfig(value: unknown, path = ""): unknown {
  if (isPending(value)) return "pending";
  if (typeof value !== "object" || value === null) return value;
  const name = packageOf(value);
  if (name !== undefined) return { p: name };
  if (Array.isArray(value)) return { l: value.map((item, index) => encodeConfig(item, `${path}.${index}`)) };
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value)).map(([member, property]) => {
    const own = path === "" ? member : `${path}.${member}`;
    return [member, property.get === undefined ? encodeConfig(property.value, own) : { u: own }];
  });
  return { o: entries };
}
