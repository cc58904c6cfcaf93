// Seen with V8 13.6 (Node 24.21).

/** Whether functions called each other too deeply. */
export const isCallStackExhausted = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/.test(error.message);

/** The lines of an Error's stack that have a place: `    at name (/file.ts:1:2)`, `    at async file:///file.ts:1:2`. */
export function stackFrames(stack: string): { readonly name: string; readonly file: string; readonly line: number }[] {
  const frames = stack.matchAll(/^\s+at (?:async )?(?:(.*) \()?(.*?):(\d+):\d+\)?$/gm);
  return Array.from(frames, ([, name = "", file = "", line]) => ({ name, file, line: Number(line) }));
}
