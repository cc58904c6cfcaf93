import { said } from "./forged-answer.ts";
import type { EncodedModule, Questions, ThrownText, Unusable } from "./protocol.ts";

/** Longer messages and stacks are of no use to anybody. */
const MAX_MESSAGE = 16_000;
const MAX_STACK = 64_000;

/** Reads what the guest answers, of which nothing is trusted; values are read by the Decoder. Each throws a ForgedAnswer. */
export const answerReaders: { readonly [Name in keyof Questions]: (answer: unknown) => Questions[Name]["answer"] } = {
  targets: (answer) => {
    const { names, default: chosen, mark } = said.fields(answer);
    return { names: said.optional(names, textList), default: said.optional(chosen, said.text), mark };
  },
  start: (answer) => {
    const { unusable, module, images } = said.fields(answer);
    if (unusable !== undefined) return { unusable: readUnusable(unusable) };
    return {
      ...(module === undefined ? {} : { module: readModule(module) }),
      images: said.optional(images, textList),
    };
  },
  config: () => null,
  module: (answer) => {
    const { unusable, imports, importsMark, options, config, freeform, m, read, readsTarget, reads } =
      said.fields(answer);
    if (unusable !== undefined) return { unusable: readUnusable(unusable) };
    return {
      imports: said.list(imports, readModule),
      importsMark,
      options: said.optional(options, (declared) => {
        const { id, value } = said.fields(declared);
        return { id: said.number(id), ...(value === undefined ? {} : { value }) };
      }),
      config,
      freeform,
      m,
      read: Object.fromEntries(Object.entries(said.fields(read)).map(([name, stack]) => [name, readStack(stack)])),
      readsTarget: said.flag(readsTarget),
      reads: said.list(reads, said.text),
    };
  },
  apply: (answer) => {
    const { unusable, value } = said.fields(answer);
    return unusable === undefined ? { value } : { unusable: readUnusable(unusable) };
  },
};

export function readThrown(answer: unknown): ThrownText {
  const { name, message, stack } = said.fields(answer);
  return { name: said.text(name), message: said.text(message).slice(0, MAX_MESSAGE), stack: readStack(stack) };
}

export function readModule(answer: unknown): EncodedModule {
  const { id, f } = said.fields(answer);
  return { id: said.number(id), f: said.flag(f) };
}

const readStack = (stack: unknown): string => said.text(stack).slice(0, MAX_STACK);

const textList = (names: unknown): string[] => said.list(names, said.text);

function readUnusable(answer: unknown): Unusable {
  const { message, path, mark, hint } = said.fields(answer);
  return {
    message: said.text(message),
    path: said.list(path, (name) => (typeof name === "number" ? name : said.text(name))),
    mark,
    hint: said.optional(hint, said.text),
  };
}
