import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** A block of docs/ci.md or another page: the first of a language, below a heading where one is given. */
export const documentedBlock = (language: string, heading = "", page = "ci.md"): string =>
  documentedBlocks(language, heading, page)[0] ?? "";

/** All of them. */
export function documentedBlocks(language: string, heading = "", page = "ci.md"): string[] {
  const text = readFileSync(resolve(import.meta.dirname, "../../docs", page), "utf8");
  const below = text.slice(heading === "" ? 0 : text.indexOf(`\n## ${heading}\n`));
  const blocks = below.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"));
  return [...blocks].map(([, block = ""]) => block);
}

/** The declarations that its files build. */
export const DECLARATIONS: Readonly<Record<string, string>> = {
  "base.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({ image: { env: { BASE: "yes" } }, environment: { systemPackages: [pkgs.bash] } });
`,
  "web.ts": documentedBlock("ts"),
};
