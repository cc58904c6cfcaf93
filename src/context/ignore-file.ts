/** The patterns of a .dockerignore (moby/patternmatcher: ignorefile.go). */
export function readIgnoreFile(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const isKept = line.startsWith("!");
      const pattern = isKept ? line.slice(1).trim() : line;
      const parts: string[] = [];
      for (const part of pattern.split("/")) {
        if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
        else if (part !== "" && part !== ".") parts.push(part);
      }
      return `${isKept ? "!" : ""}${parts.join("/") || "."}`;
    });
}
