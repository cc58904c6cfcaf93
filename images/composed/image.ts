// syntax=decl/frontend
import { image } from "decl";
import greetings from "./greetings.ts";
import people from "./people.ts";
import production from "./production.ts";
import tools from "./tools.ts";

/** An image put together from parts: options of its own, what is said with them, and what one stage has beside. */
export default image(({ args, lib }) => ({
  imports: [greetings, people, tools, ...lib.optionals(args.STAGE === "production", [production])],
  config: {
    image: { name: "composed" },
    greetings: { world: { text: "Hello, world!" } },
  },
}));
