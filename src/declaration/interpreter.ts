import variant from "@jitl/quickjs-singlefile-mjs-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSRuntime,
} from "quickjs-emscripten-core";
import { compiledAhead, memoryAhead } from "./quickjs-module.ts";

/** QuickJS compiled to WebAssembly, and the memory that all of it is in. */
export interface Interpreter {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 64 * 1024;
/** What the variant was compiled with: 16 MiB. */
const INITIAL_PAGES = 256;

/** Starts an interpreter whose memory cannot grow beyond so many bytes. */
export async function startInterpreter(bytes: number): Promise<Interpreter> {
  // QuickJS's own limit misses large allocations. A memory that cannot grow is an exact limit.
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: Math.floor(bytes / PAGE_BYTES) });
  const own = newVariant(variant, { wasmMemory: memory, ...compiledAhead() });
  const kept = await memoryAhead();
  const quickjs = await newQuickJSWASMModuleFromVariant(kept === undefined ? own : continued(own, kept, memory));
  const runtime = quickjs.newRuntime();
  return { runtime, context: runtime.newContext(), memory };
}

/**
 * A snapshot of an interpreter, from which others can start: the pointers to its runtime and context, then each part of its memory that
 * is not all zeros, with its number. It may only be taken while none of its code runs. Then the memory is all of its state: the stack
 * pointer, which is a global of WebAssembly, is at its initial value between two calls.
 */
export function keptMemory({ runtime, context, memory }: Interpreter): Uint8Array {
  const bytes = Buffer.from(memory.buffer);
  const kept = [numbers(pointerOf(runtime), pointerOf(context))];
  for (let number = 0; number * PART < bytes.length; number++) {
    const part = bytes.subarray(number * PART, (number + 1) * PART);
    if (part.some((byte) => byte !== 0)) kept.push(numbers(number), part);
  }
  return Buffer.concat(kept);
}

const PART = 4096;

const numbers = (...all: number[]): Buffer => Buffer.from(Uint32Array.from(all).buffer);

function restore(memory: WebAssembly.Memory, kept: Buffer): void {
  const bytes = new Uint8Array(memory.buffer);
  for (let at = 8; at < kept.length; at += 4 + PART) {
    bytes.set(kept.subarray(at + 4, at + 4 + PART), kept.readUInt32LE(at) * PART);
  }
}

/** A variant of QuickJS whose first runtime and context come from a snapshot. */
function continued(from: typeof variant, bytes: Uint8Array, memory: WebAssembly.Memory): typeof variant {
  const kept = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // The library's pointers are numbers of a type that only it can make.
  const [runtime, context] = [kept.readUInt32LE(0), kept.readUInt32LE(4)] as [never, never];
  return {
    ...from,
    importFFI: async () => {
      const Functions = await from.importFFI();
      return class extends Functions {
        override QTS_NewRuntime = () => {
          restore(memory, kept);
          return runtime;
        };
        override QTS_NewContext = () => context;
      };
    },
  };
}

/** The pointer of a runtime or context, which the library has in a private field. */
function pointerOf(made: QuickJSRuntime | QuickJSContext): number {
  const { rt, ctx } = made as unknown as Readonly<Record<"rt" | "ctx", { readonly value: number } | undefined>>;
  const pointer = ctx ?? rt;
  if (pointer === undefined) throw new Error("QuickJS's library is another one");
  return pointer.value;
}
