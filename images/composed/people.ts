import { module } from "decl";

/** Plain values are modules too. Lists from several modules are joined. */
export default module({
  greetings: {
    world: { names: ["Alice", "Bob"] },
    night: { text: "Good night." },
  },
});
