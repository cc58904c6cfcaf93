import type { HostArguments } from "../options/host-module.ts";

/** `assertions` and `warnings`: what modules have to say about the configuration as a whole. */
export const assertions = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const assertion = types.submodule({
    options: {
      assertion: mkOption({ type: types.bool, description: "What has to hold." }),
      message: mkOption({ type: types.str, description: "What to say if it does not." }),
    },
  });
  return {
    options: {
      assertions: mkOption({
        type: types.listOf(assertion),
        default: [],
        description: "What has to hold for the configuration to make sense: all that does not is one error.",
      }),
      warnings: mkOption({
        type: types.listOf(types.str),
        default: [],
        description: "What the user is told beside a build that works.",
      }),
    },
  };
};
