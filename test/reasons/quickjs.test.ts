import variant from "@jitl/quickjs-singlefile-mjs-release-sync";
import { newQuickJSWASMModuleFromVariant, type QuickJSRuntime } from "quickjs-emscripten-core";
import { describe, expect, it } from "vitest";
import { exhaustedBy, framesOf, hintOf, readsOfUndefined } from "../../src/reasons/quickjs.ts";

const quickjs = await newQuickJSWASMModuleFromVariant(variant);

/** What QuickJS itself says of a module. */
function thrownBy(code: string, limit: (runtime: QuickJSRuntime) => void = () => undefined) {
  const runtime = quickjs.newRuntime();
  limit(runtime);
  const context = runtime.newContext();
  const result = context.evalCode(code, "image.ts", { type: "module" });
  const state = result.error === undefined ? context.getPromiseState(result.value) : undefined;
  const handle = state?.type === "rejected" ? state.error : result.error;
  if (handle === undefined) throw new Error("expected an error");
  return context.dump(handle) as { name: string; message: string; stack: string };
}

describe("a run that QuickJS ends", () => {
  it.each([
    ["for (;;);", "interrupted", "time"],
    ["f(); function f() { f(); }", "stack overflow", "stack"],
    ["let a = 'x'; for (;;) a = `${a}${a}`", "string too long", "memory"],
    ["new Array(10).fill('x'.repeat(1e6)).join()", "out of memory", "memory"],
  ])("%s", (code, message, limit) => {
    const thrown = thrownBy(code, (runtime) => {
      if (limit === "time") runtime.setInterruptHandler(() => true);
      if (limit === "stack") runtime.setMaxStackSize(64 << 10);
      if (message === "out of memory") runtime.setMemoryLimit(2 << 20);
    });
    expect(thrown).toMatchObject({ name: "InternalError", message });
    expect(exhaustedBy(thrown)).toBe(limit);
  });

  it("because a function of the host had no stack left", () => {
    expect(exhaustedBy({ name: "RangeError", message: "Maximum call stack size exceeded" })).toBe("stack");
  });

  it("is not one that throws the like", () => {
    expect(exhaustedBy(thrownBy('throw new Error("interrupted")'))).toBeUndefined();
  });
});

describe("an error that QuickJS throws", () => {
  it.each([
    ["new RegExp('(')", /^SyntaxError: /, /regular expression/],
    ["[...1]", /^TypeError: value is not iterable$/, /only lists can be spread/],
    ["a; const a = 1", /^ReferenceError: a is not initialized$/, /before the line/],
    ["1()", /^TypeError: not a function$/, /is the name right/],
    ["undefined.a", /^TypeError: cannot read property 'a' of undefined$/, /the name before it/],
    ["null.a", /^TypeError: cannot read property 'a' of null$/, /the name before it/],
    ["Object.freeze({ a: 1 }).a = 2", /^TypeError: 'a' is read-only$/, /only read/],
    ["({ get a() { return 1; } }).a = 2", /^TypeError: no setter for property$/, /only read/],
    ["process", /^ReferenceError: 'process' is not defined$/, /nothing of Node/],
  ])("%s", (code, message, hint) => {
    const { name, message: text } = thrownBy(code);
    expect(`${name}: ${text}`).toMatch(message);
    expect(hintOf(`${name}: ${text}`)).toMatch(hint);
  });

  it("for a property of something undefined is known", () => {
    expect(readsOfUndefined(thrownBy("undefined.a").message)).toBe(true);
    expect(readsOfUndefined(thrownBy("null.a").message)).toBe(false);
  });

  it("has a stack with places, innermost first", () => {
    const { stack } = thrownBy("function f() {\n  null.a;\n}\nf();");
    expect(framesOf(stack)).toEqual([
      { file: "image.ts", line: 2, column: 7 },
      { file: "image.ts", line: 4, column: 2 },
    ]);
  });
});
