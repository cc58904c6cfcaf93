import type { Definition, Subrequest } from "./subrequest.ts";
import { table } from "./table.ts";

/** `--call=subrequests.describe`: which subrequests there are (frontend/subrequests/describe.go). */
export function describeSubrequests(others: readonly Definition[]): Subrequest<readonly Definition[]> {
  const definition: Definition = {
    name: "frontend.subrequests.describe",
    version: "1.0.0",
    type: "rpc",
    description: "List what --call can ask for",
    metadata: [{ name: "result.json" }, { name: "result.txt" }],
  };
  return {
    definition,
    run: async () => [...others, definition],
    print: (definitions) =>
      table([
        ["NAME", "VERSION", "DESCRIPTION"],
        ...definitions.map(({ name, version, description }) => [name.replace(/^frontend\./, ""), version, description]),
      ]),
  };
}
