import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** What is written in part by ICU, and what loads every part of Node that a build has. */
const PROBE = `
  require("node:http2"); require("node:crypto").createHash("sha256").update("x").digest("hex");
  console.log(JSON.stringify([
    process.version, "ä".normalize("NFD").length, ["b", "ä", "a", "Z"].sort((a, b) => a.localeCompare(b)),
    new URL("http://grün.example/").hostname, new TextDecoder("utf-16le").decode(new Uint8Array([65, 0])),
    new TextDecoder("latin1").decode(new Uint8Array([228])), (1234567.5).toLocaleString(),
    new Date(0).toLocaleString("en-US", { timeZone: "Europe/Berlin" }), /^\\p{Lu}$/u.test("Ä"), "straße".toUpperCase(),
    new Intl.Collator("de").compare("a", "b"), module.constructor.name,
    WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  ]));`;

test("Node without what a build never uses says the same, and is a third smaller", () => {
  const folder = mkdtempSync(join(tmpdir(), "decl-slim-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const slim = join(folder, "node");
  execFileSync(process.execPath, [join(import.meta.dirname, "../../scripts/slim-node.ts"), process.execPath, slim]);
  const outputOf = (node: string) => execFileSync(node, ["-e", PROBE], { encoding: "utf8" });
  expect(outputOf(slim)).toBe(outputOf(process.execPath));
  expect(statSync(slim).size / statSync(process.execPath).size).toBeLessThan(0.7);
});
