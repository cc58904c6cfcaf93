import { declarationSchema } from "../build/declaration-schema.ts";
import type { Subrequest } from "./subrequest.ts";

/**
 * `--call=schema`: the JSON Schema of the options that this frontend has, for editors. Docker's own frontend has nothing like
 * it, so clients print our text.
 */
export const schema: Subrequest<unknown> = {
  definition: {
    name: "frontend.schema",
    version: "1.0.0",
    type: "rpc",
    description: "Print the JSON Schema of declarations",
    metadata: [{ name: "result.json" }, { name: "result.txt" }],
  },
  run: async () => JSON.parse(declarationSchema()) as unknown,
  print: (answer) => `${JSON.stringify(answer, null, 2)}\n`,
};
