import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from "quickjs-emscripten-core";
import { exhaustedBy, type Frame, framesOf } from "../reasons/quickjs.ts";
import { isCallStackExhausted } from "../reasons/v8.ts";
import { answerReaders, readThrown } from "./answers.ts";
import { DECL_NAMES } from "./decl-names.ts";
import { forged } from "./forged-answer.ts";
import guest from "./guest/main.ts?sandbox";
import { type Interpreter, keptMemory, startInterpreter } from "./interpreter.ts";
import { SANDBOX_LIMITS, type SandboxLimits } from "./limits.ts";
import { joinPath } from "./module-path.ts";
import type { Questions, ThrownText } from "./protocol.ts";
import { TimeLimit } from "./time-limit.ts";

/** Why a run ended early. */
export interface SandboxFailure {
  readonly kind: "thrown" | "time" | "memory" | "stack" | "size";
  readonly message: string;
  /** Positions in the instrumented code, not in the user's text. */
  readonly frames: readonly Frame[];
}

export class SandboxError extends Error {
  readonly failure: SandboxFailure;
  constructor(failure: SandboxFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The longest answer in characters. All values that checked-value.ts accepts are shorter. */
export const MAX_ANSWER = 40 * 1024 * 1024;

/** Milliseconds that a sandbox may spend on describing thrown values, all together. */
const DESCRIBING = 1000;

/** QuickJS recurses on the host's stack; this is well below what Node has left. */
const STACK_BYTES = 192 * 1024;

/** The built-in modules: the guest's code, what declarations can import of it, and what the host calls. */
const GUEST = "decl:guest";
const DECL = "decl:decl";
const HOST = "decl:host";
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  [GUEST, guest],
  [DECL, `export { ${[...DECL_NAMES].join(", ")} } from "${GUEST}";`],
  [HOST, `export { answers, describe } from "${GUEST}";`],
]);

/** Resolves the name of an import. A declaration's files cannot import built-in modules other than "decl". */
function moduleName(base: string, name: string): string {
  if (BUILT_IN.has(base)) return name;
  if (name === "decl") return DECL;
  const path = joinPath(base, name);
  return BUILT_IN.has(path) ? `./${path}` : path; // no module begins like this
}

/**
 * Runs ES modules in QuickJS compiled to WebAssembly: there is no file system, network, process, clock or randomness to be
 * reached, not even by an exploit of the declaration, and memory and time are bounded exactly.
 */
export class Sandbox {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #guest: QuickJSHandle;
  #entry: QuickJSHandle;
  /** The code of the declaration's modules, by path. */
  #modules: ReadonlyMap<string, string> = new Map();
  readonly #memory: WebAssembly.Memory;
  readonly #limits: SandboxLimits;
  #time: TimeLimit;
  /** When the interpreter is interrupted, on the clock of performance.now(). */
  #deadline = 0;
  /** What is left of DESCRIBING. */
  #describingLeft: number;

  private constructor({ runtime, context, memory }: Interpreter, limits: SandboxLimits) {
    this.#runtime = runtime;
    this.#context = context;
    this.#limits = limits;
    this.#memory = memory;
    this.#time = new TimeLimit(SANDBOX_LIMITS.milliseconds); // the guest's own start is no time of the declaration's
    this.#describingLeft = DESCRIBING;
    runtime.setMaxStackSize(STACK_BYTES);
    runtime.setInterruptHandler(() => performance.now() > this.#deadline);
    runtime.setModuleLoader(
      (name) => BUILT_IN.get(name) ?? this.#modules.get(name) ?? { error: new Error(`there is no module ${name}`) },
      moduleName,
    );
    this.#guest = this.#guard(() => context.evalCode(BUILT_IN.get(HOST) ?? "", HOST, { type: "module" }));
    this.#entry = context.undefined;
  }

  /**
   * Loads the modules (by path, as `import` names resolve to) and runs the entry's top level. All that runs in it counts to
   * `time`. Throws SandboxError, or TimeOver.
   */
  static async load(
    entry: string,
    modules: ReadonlyMap<string, string>,
    limits: SandboxLimits = SANDBOX_LIMITS,
    time: TimeLimit = new TimeLimit(limits.milliseconds),
  ): Promise<Sandbox> {
    const started = limits === SANDBOX_LIMITS ? startedAhead : undefined;
    if (started !== undefined) startedAhead = undefined;
    const sandbox = await (started ?? Sandbox.start(limits));
    const code = modules.get(entry) ?? "";
    sandbox.#modules = modules;
    sandbox.#time = time;
    sandbox.#entry = sandbox.#guard(() => sandbox.#context.evalCode(code, entry, { type: "module" }));
    return sandbox;
  }

  /** A sandbox that has the guest and no declaration yet. */
  static async start(limits: SandboxLimits): Promise<Sandbox> {
    return new Sandbox(await startInterpreter(limits.bytes), limits);
  }

  /** A snapshot of a sandbox without a declaration, from which others can start. */
  static async memory(): Promise<Uint8Array> {
    const { now } = Date;
    // QuickJS seeds Math.random with the clock. Nothing calls it, and with a fixed clock every snapshot has the same bytes.
    Date.now = () => 0;
    try {
      const sandbox = await Sandbox.start(SANDBOX_LIMITS);
      return keptMemory({ runtime: sandbox.#runtime, context: sandbox.#context, memory: sandbox.#memory });
    } finally {
      Date.now = now;
    }
  }

  /** Has the guest answer a question about the entry's default export. Throws SandboxError, ForgedAnswer or TimeOver. */
  ask<Name extends keyof Questions>(name: Name, asked: Questions[Name]["asked"]): Questions[Name]["answer"] {
    const context = this.#context;
    const declaration = context.getProp(this.#entry, "default");
    const answering = context.getProp(context.getProp(this.#guest, "answers"), name);
    const text = context.newString(JSON.stringify(asked));
    return this.#time.run(() => {
      const answer = this.#called(() => context.callFunction(answering, context.undefined, declaration, text));
      return answerReaders[name](this.#json(answer));
    });
  }

  #guard(call: () => ReturnType<QuickJSContext["evalCode"]>): QuickJSHandle {
    return this.#time.run(() => this.#called(call));
  }

  /** Parses the guest's answer. A declaration that has changed the guest's globals can make it something else than JSON. */
  #json(handle: QuickJSHandle): unknown {
    if (this.#context.typeof(handle) !== "string") forged();
    if (this.#context.getNumber(this.#context.getProp(handle, "length")) > MAX_ANSWER) {
      throw new SandboxError({ kind: "size", message: "", frames: [] });
    }
    try {
      return JSON.parse(this.#context.getString(handle));
    } catch (error) {
      if (error instanceof SyntaxError) forged();
      throw error;
    }
  }

  #called(call: () => ReturnType<QuickJSContext["evalCode"]>): QuickJSHandle {
    this.#deadline = this.#time.deadline;
    let result: ReturnType<typeof call>;
    try {
      result = call();
    } catch (error) {
      // The interpreter has exhausted the host's stack, or its memory could not grow.
      const kind = isCallStackExhausted(error) ? "stack" : "memory";
      throw new SandboxError({ kind, message: String(error), frames: [] });
    }
    if (result.error !== undefined) throw new SandboxError(this.#failure(result.error));
    return this.#settled(result.value);
  }

  /** The result of a module with a top-level await is a promise. Once the pending jobs have run, nothing can settle it any more. */
  #settled(value: QuickJSHandle): QuickJSHandle {
    const state = this.#context.getPromiseState(value);
    if (state.type === "fulfilled") return state.notAPromise === true ? value : state.value;
    if (state.type === "rejected") throw new SandboxError(this.#failure(state.error));
    const jobs = this.#runtime.executePendingJobs();
    if (jobs.error !== undefined) throw new SandboxError(this.#failure(jobs.error));
    const after = this.#context.getPromiseState(value);
    if (after.type === "fulfilled") return after.value;
    if (after.type === "rejected") throw new SandboxError(this.#failure(after.error));
    throw new SandboxError({ kind: "thrown", message: "this module waits for something that never comes", frames: [] });
  }

  #failure(handle: QuickJSHandle): SandboxFailure {
    // When not even the error fits into memory, QuickJS throws null.
    if (this.#context.eq(handle, this.#context.null) && this.#isMemoryFull()) {
      return { kind: "memory", message: "out of memory", frames: [] };
    }
    const isLate = performance.now() > this.#time.deadline;
    const { name, message, stack } = this.#describe(handle);
    const frames = framesOf(stack);
    const limit = isLate ? "time" : exhaustedBy({ name, message });
    if (limit !== undefined) return { kind: limit, message, frames };
    const prefix = name === "" || name === "Error" ? "" : `${name}: `;
    return { kind: "thrown", message: message === "" ? name : `${prefix}${message}`, frames };
  }

  /** Describes a thrown value. This may run code of the declaration, which may throw or never end. */
  #describe(handle: QuickJSHandle): ThrownText {
    const start = performance.now();
    this.#deadline = Math.min(start + this.#describingLeft, this.#time.answerDeadline);
    const run = this.#context.getProp(this.#guest, "describe");
    const result = this.#context.callFunction(run, this.#context.undefined, handle);
    this.#describingLeft -= performance.now() - start;
    if (result.error === undefined) return readThrown(this.#json(result.value));
    return { name: "", message: "what this declaration throws cannot be read", stack: "" };
  }

  /** Whether the memory cannot grow any more: it grows by a twentieth at least. */
  #isMemoryFull(): boolean {
    return this.#memory.buffer.byteLength > 0.9 * this.#limits.bytes;
  }
}

let startedAhead: Promise<Sandbox> | undefined;

/** Starts the sandbox for the next declaration in advance, since the start takes as long as the evaluation of a small declaration. */
export function startSandboxAhead(): void {
  startedAhead = Sandbox.start(SANDBOX_LIMITS);
  startedAhead.catch(() => undefined); // whoever runs a declaration gets the error
}
