import type { HostArguments } from "../../../options/host-module.ts";
import { defined } from "../../../text/defined.ts";

/** The kinds of options that nginx's have, in short. */
export function optionKinds({ mkOption, types }: HostArguments["lib"]) {
  return {
    flag: (fallback: boolean, description: string) =>
      mkOption({ type: types.bool, default: fallback, example: !fallback, description }),
    text: (fallback: string, description: string, example?: string) =>
      mkOption({ type: types.str, default: fallback, description, ...defined({ example }) }),
    lines: (description: string, example?: string) =>
      mkOption({ type: types.lines, default: "", description, ...defined({ example }) }),
    /** A directive that is left out where it is null. */
    maybe: (type: ReturnType<typeof types.nullOr>, description: string, example?: unknown) =>
      mkOption({ type: types.nullOr(type), default: null, description, ...defined({ example }) }),
    texts: (fallback: readonly string[], description: string, example?: readonly string[]) =>
      mkOption({
        type: types.listOf(types.str),
        default: fallback,
        description,
        ...defined({ example }),
      }),
  };
}
