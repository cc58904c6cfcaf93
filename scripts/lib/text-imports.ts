import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { sandboxText } from "./sandbox-text.ts";

/**
 * Teaches Node, where nothing is bundled, that `import text from "./file.sh?raw"` is the file's text, and
 * `"./file.ts?sandbox"` what the sandbox loads of it. Import what needs it after this.
 */
registerHooks({
  load(url, context, next) {
    const [, file = "", form] = /^(.*)\?(raw|sandbox)$/.exec(url) ?? [];
    if (form === undefined) return next(url, context);
    const text = form === "raw" ? readFileSync(new URL(file), "utf8") : sandboxText(fileURLToPath(file));
    return { format: "module", shortCircuit: true, source: `export default ${JSON.stringify(text)};` };
  },
});
