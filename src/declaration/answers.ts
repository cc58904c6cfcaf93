import { defined } from "../text/defined.ts";
import { parse } from "./forged-answer.ts";
import type { EncodedModule, Questions, ThrownText, Unusable } from "./protocol.ts";

/** How many characters of a message and a stack are read. */
const MAX_MESSAGE = 16_000;
const MAX_STACK = 64_000;

/** Read the guest's answers, which are not trusted; the values in them are left to the Decoder. Each throws a ForgedAnswer. */
export const answerReaders: { readonly [Name in keyof Questions]: (answer: unknown) => Questions[Name]["answer"] } = {
  targets: (answer) => {
    const { names, default: chosen, mark } = parse.fields(answer);
    return { names: parse.optional(names, textList), default: parse.optional(chosen, parse.text), mark };
  },
  start: (answer) => {
    const { unusable, module, images } = parse.fields(answer);
    if (unusable !== undefined) return { unusable: readUnusable(unusable) };
    return {
      ...defined({ module: parse.optional(module, readModule) }),
      images: parse.optional(images, textList),
    };
  },
  config: () => null,
  module: (answer) => {
    const { unusable, imports, importsMark, options, config, freeform, m, read, readsTarget, reads } =
      parse.fields(answer);
    if (unusable !== undefined) return { unusable: readUnusable(unusable) };
    return {
      imports: parse.list(imports, readModule),
      importsMark,
      options: parse.optional(options, (declared) => {
        const { id, value } = parse.fields(declared);
        return { id: parse.number(id), ...defined({ value }) };
      }),
      config,
      freeform,
      m,
      read: Object.fromEntries(Object.entries(parse.fields(read)).map(([name, stack]) => [name, readStack(stack)])),
      readsTarget: parse.flag(readsTarget),
      reads: parse.list(reads, parse.text),
    };
  },
  apply: (answer) => {
    const { unusable, value } = parse.fields(answer);
    return unusable === undefined ? { value } : { unusable: readUnusable(unusable) };
  },
};

export function readThrown(answer: unknown): ThrownText {
  const { name, message, stack } = parse.fields(answer);
  return { name: parse.text(name), message: parse.text(message).slice(0, MAX_MESSAGE), stack: readStack(stack) };
}

export function readModule(answer: unknown): EncodedModule {
  const { id, f } = parse.fields(answer);
  return { id: parse.number(id), f: parse.flag(f) };
}

const readStack = (stack: unknown): string => parse.text(stack).slice(0, MAX_STACK);

const textList = (names: unknown): string[] => parse.list(names, parse.text);

function readUnusable(answer: unknown): Unusable {
  const { message, path, mark, hint } = parse.fields(answer);
  return {
    message: parse.text(message),
    path: parse.list(path, (name) => (typeof name === "number" ? name : parse.text(name))),
    mark,
    hint: parse.optional(hint, parse.text),
  };
}
