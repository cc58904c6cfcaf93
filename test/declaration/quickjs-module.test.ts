import { expect, test } from "vitest";
import { quickjsWasm } from "../../scripts/lib/quickjs-wasm.ts";
import { SANDBOX_LIMITS } from "../../src/declaration/limits.ts";
import { compileAhead } from "../../src/declaration/quickjs-module.ts";
import { Sandbox, startSandboxAhead } from "../../src/declaration/sandbox.ts";

test("a declaration runs in the QuickJS that was compiled ahead, within the same limits", async () => {
  compileAhead(quickjsWasm());
  const load = (code: string) =>
    Sandbox.load("a.js", new Map([["a.js", code]]), { ...SANDBOX_LIMITS, bytes: 32 << 20 });
  const sandbox = await load("export default { image: {} };");
  expect(sandbox.ask("targets", null)).toBeDefined();
  await expect(load("export default 'x'.repeat(1 << 26);")).rejects.toMatchObject({ failure: { kind: "memory" } });
});

test("a sandbox that was started ahead is for one declaration", async () => {
  startSandboxAhead();
  const load = (code: string) => Sandbox.load("a.js", new Map([["a.js", code]]));
  const [first, second] = await Promise.all([
    load("globalThis.seen = true; export default { images: {} };"),
    load("if (globalThis.seen) throw new Error('shared'); export default { images: {} };"),
  ]);
  expect(second).not.toBe(first);
});
