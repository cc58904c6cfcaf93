// Seen with V8 13.6 (Node 24.21).

/** Whether functions called each other too deeply. */
export const isCallStackExhausted = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/.test(error.message);

/** More than V8 writes. The error's message, of any length, stands in the same text. */
const MAX_FRAMES = 200;
const MAX_LINE = 1000;

/** The lines of an Error's stack that have a place: `    at name (/file.ts:1:2)`, `    at async file:///file.ts:1:2`. */
export function stackFrames(stack: string): { readonly name: string; readonly file: string; readonly line: number }[] {
  const lines = stack.split("\n").filter((line) => line.startsWith("    at ") && line.length <= MAX_LINE);
  return lines.slice(0, MAX_FRAMES).flatMap((text) => {
    const [, name = "", file, line] = /^ +at (?:async )?(?:(.*) \()?(.*?):(\d+):\d+\)?$/.exec(text) ?? [];
    return file === undefined ? [] : [{ name, file, line: Number(line) }];
  });
}
