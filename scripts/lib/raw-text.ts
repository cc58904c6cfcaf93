import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

/** Teaches Node, where nothing is bundled, that `import text from "./file.js?raw"` is the file's text. Import what needs it after this. */
registerHooks({
  load(url, context, next) {
    if (!url.endsWith("?raw")) return next(url, context);
    const text = readFileSync(new URL(url.slice(0, -"?raw".length)), "utf8");
    return { format: "module", shortCircuit: true, source: `export default ${JSON.stringify(text)};` };
  },
});
