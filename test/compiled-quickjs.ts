import { quickjsWasm } from "../scripts/lib/quickjs-wasm.ts";
import { compileAhead, compiledAhead } from "../src/declaration/quickjs-module.ts";

// Once for all tests of a process, as the frontend has it, and not for each declaration.
if (compiledAhead().wasmModule === undefined) compileAhead(quickjsWasm());
