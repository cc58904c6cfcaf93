import type { HostArguments } from "../../options/host-module.ts";

/** `s6.services`: services in s6's own terms, with the predecessor's names. */
export const s6 = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const service = types.submodule({
    options: {
      enable: mkOption({ type: types.bool, default: true, description: "Whether the service exists." }),
      type: mkOption({
        type: types.enum(["long-run", "oneshot-pre", "oneshot-post"]),
        default: "long-run",
        description: "A program that keeps running, or one that runs once before or after those.",
      }),
      execStart: mkOption({ type: types.str, default: "", description: "The command." }),
      script: mkOption({ type: types.lines, default: "", description: "The service as a shell script instead." }),
      after: mkOption({
        type: types.listOf(types.str),
        default: [],
        description: "Services that come first, by their names here.",
      }),
      environment: mkOption({ type: types.attrsOf(types.str), default: {}, description: "Environment variables." }),
      user: mkOption({
        type: types.nullOr(types.str),
        default: null,
        defaultText: "who the container runs as",
        description: "Who it runs as.",
      }),
      workingDirectory: mkOption({ type: types.nullOr(types.str), default: null, description: "Where it starts." }),
      restartOnFailure: mkOption({
        type: types.bool,
        default: false,
        description: "Whether it is started again when it fails; else the container ends.",
      }),
      execLogger: mkOption({
        type: types.nullOr(types.str),
        default: null,
        description: "A command that reads what the service prints.",
      }),
    },
  });
  return {
    options: {
      s6: { services: mkOption({ type: types.attrsOf(service), default: {}, description: "Services in s6's terms." }) },
    },
  };
};
