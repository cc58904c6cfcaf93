import { lib, module } from "decl";

const { mkOption, types } = lib;

const greeting = types.submodule(({ name }) => ({
  options: {
    text: mkOption({ type: types.str, description: "What is said." }),
    names: mkOption({ type: types.listOf(types.str), default: [], description: "Who is greeted by name." }),
    file: mkOption({ type: types.path, default: `/etc/greetings/${name}`, description: "Where it is written." }),
  },
}));

const options = {
  greetings: mkOption({
    type: types.attrsOf(greeting),
    default: {},
    example: { world: { text: "Hello, world!" } },
    description: "What the image says when it is run.",
  }),
};

declare module "decl" {
  interface Options extends lib.DefinitionsOf<typeof options> {}
  interface Config extends lib.ValuesOf<typeof options> {}
}

/** `greetings`: an option module as decl's own are, with what its options mean in terms of others. */
export default module(({ config }) => {
  const greetings = Object.values(config.greetings);
  return {
    options,
    config: {
      image: {
        files: Object.fromEntries(
          greetings.map(({ file, text, names }) => [
            file,
            { text: [text, ...names.map((one) => `Hello, ${one}!`), ""].join("\n") },
          ]),
        ),
        cmd: lib.mkDefault(["cat", ...greetings.map(({ file }) => file)]),
      },
      assertions: [{ assertion: greetings.length > 0, message: "there is nobody to greet" }],
    },
  };
});
