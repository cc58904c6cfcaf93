import { expect, onTestFinished, test } from "vitest";
import { quickjsWasm } from "../../scripts/lib/quickjs-wasm.ts";
import { SANDBOX_LIMITS } from "../../src/declaration/limits.ts";
import { beginWith, compileAhead } from "../../src/declaration/quickjs-module.ts";
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

test("a sandbox that begins with the memory of another behaves as one that has started itself", async () => {
  const run = async (code: string) => {
    const sandbox = await Sandbox.load("a.js", new Map([["a.js", code]]));
    const inputs = { args: {}, platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" }, target: "" };
    return [sandbox.ask("start", inputs), sandbox.ask("module", { id: 0, name: "", config: false })];
  };
  const [declaration, failing] = [
    `import { lib } from "decl";
     globalThis.seen = (globalThis.seen ?? 0) + 1;
     export default ({ pkgs }) => ({ image: { cmd: [pkgs.hello, "x".repeat(7000), lib.mkForce(String(globalThis.seen))] } });`,
    "export default (() => { throw new TypeError('no') })();",
  ];
  const [plain, refused] = await Promise.allSettled([run(declaration), run(failing)]);
  const memory = await Sandbox.memory();
  expect(Buffer.compare(await Sandbox.memory(), memory)).toBe(0);
  beginWith(Promise.resolve(memory));
  onTestFinished(() => beginWith(Promise.resolve(undefined)));
  expect(await Promise.allSettled([run(declaration), run(failing)])).toEqual([plain, refused]);
  expect(await Promise.allSettled([run(declaration), run(failing)])).toEqual([plain, refused]);
  expect([plain.status, refused.status]).toEqual(["fulfilled", "rejected"]);
});
