import type { HostArguments } from "../options/host-module.ts";

/**
 * `assertions` and `warnings`: what modules have to say about the configuration as a whole. Beside NixOS's fields there
 * is `about`, so that it is said where the options that it is about are defined, and `hint`.
 */
export const assertions = ({ lib }: HostArguments) => ({ options: messageOptions(lib) });

/** The two options; modular services have them too. */
export function messageOptions(lib: HostArguments["lib"]) {
  const { mkOption, types } = lib;
  const explanation = {
    hint: mkOption({ type: types.nullOr(types.str), default: null, description: "What to do about it, one sentence." }),
    about: mkOption({
      type: types.listOf(types.listOf(types.str)),
      default: [],
      example: [["users", "users", "alice", "uid"]],
      description: "The options that it is about, each as the list of its names.",
    }),
  };
  const assertion = types.submodule({
    options: {
      assertion: mkOption({ type: types.bool, description: "What has to hold." }),
      message: mkOption({ type: types.str, description: "What to say if it does not." }),
      ...explanation,
    },
  });
  const warning = types.submodule({
    options: { message: mkOption({ type: types.str, description: "What to say." }), ...explanation },
  });
  return {
    assertions: mkOption({
      type: types.listOf(assertion),
      default: [],
      description: "What has to hold for the configuration to make sense: all that does not is one error.",
    }),
    warnings: mkOption({
      type: types.listOf(types.either(types.str, warning)),
      default: [],
      description: "What the user is told beside a build that works.",
    }),
  };
}
