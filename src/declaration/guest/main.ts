import { runModule } from "../../lib/run-module.ts";
import type { DeclarationInputs, ModuleAnswer, Questions, Refusal, StartAnswer } from "../protocol.ts";
import { watched } from "./build-arguments.ts";
import { configFor, forgetConfig, revive, setConfig } from "./config.ts";
import { forgetOptions } from "./declared-options.ts";
import { encodeApplied } from "./encode.ts";
import { chooseImage, targets } from "./images.ts";
import { encodeModule } from "./modules.ts";
import { callFunction, moduleAt, numberModule } from "./numbers.ts";
import { describeThrown } from "./thrown.ts";
import "./timeless.ts";
import { Unusable } from "./unusable.ts";

/**
 * The guest: the code that runs in the sandbox beside the declaration and answers sandbox.ts. It has no access to objects of the host,
 * and its answers are texts.
 */
export * from "./decl.ts";

const { parse, stringify } = JSON;

/** The arguments that are the same for all modules. */
let common = {};
/** Build arguments to the stacks of their first use. */
let read: Record<string, string> = {};
/** Whether a module has read the target. */
let readsTarget = false;
/** The number of the image's own module. */
let root: number | undefined;

function start({ args, platform, target }: DeclarationInputs, declaration: unknown): StartAnswer {
  read = {};
  readsTarget = false;
  common = {
    args: watched(args, read),
    platform: Object.freeze(platform),
    get target() {
      readsTarget = true;
      return target;
    },
  };
  forgetConfig();
  forgetOptions();
  if (declaration === undefined) throw new Unusable("the default export is undefined", []);
  const { module, names } = chooseImage(declaration, target);
  if (module === undefined) return { images: names };
  const numbered = numberModule(module);
  root = numbered.id;
  return { module: numbered, images: names };
}

function runNumbered({ id, name, config, isTrial }: Questions["module"]["asked"]): ModuleAnswer {
  const who = id === root ? "an image" : "a module";
  return runModule(moduleAt(id), { config: configFor(config, isTrial), name, isTrial }, common, (value, reads) => ({
    ...encodeModule(value, id, who),
    read,
    readsTarget,
    reads: [...reads],
  }));
}

/** Takes the default export and a question as JSON, and returns the answer as JSON. */
type Answering = (declaration: unknown, text: string) => string;

function answering<Name extends keyof Questions>(
  answer: (asked: Questions[Name]["asked"], declaration: unknown) => Questions[Name]["answer"],
): Answering {
  return (declaration, text) => {
    try {
      return stringify(answer(parse(text), declaration));
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      const { message, path, mark, hint } = error;
      return stringify({ unusable: { message, path, mark, hint } } satisfies Refusal);
    }
  };
}

/** The functions that the host calls. */
export const answers = {
  targets: answering<"targets">((_, declaration) => targets(declaration)),
  start: answering<"start">(start),
  config: answering<"config">((changes) => setConfig(changes)),
  module: answering<"module">(runNumbered),
  apply: answering<"apply">(({ id, value }) => ({ value: encodeApplied(callFunction(id, revive(value))) })),
} satisfies Record<keyof Questions, Answering>;

/** A value that was thrown and not caught, described as JSON. */
export const describe = (value: unknown): string => stringify(describeThrown(value));
