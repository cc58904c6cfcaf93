#!/usr/bin/env node
import { coloured } from "./cli/colour.ts";
import { runCommand } from "./cli/run.ts";
import { visibleText } from "./text/visible-text.ts";

/** The program `decl`: the stages of a build that need no engine. */
const OLDEST_NODE = 20;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(`decl: this is Node ${process.versions.node}, and decl needs Node ${OLDEST_NODE}\n`);
  process.exitCode = 2;
} else {
  const { code, stdout, stderr } = await runCommand(process.argv.slice(2), {
    version: DECL_VERSION,
    programs: import.meta.dirname,
  });
  // Whoever reads may stop early: `decl options | head`.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    process.stderr.write(`decl: standard output cannot be written: ${code}\n`);
    process.exitCode = 2;
  });
  process.stdout.write(visibleText(stdout));
  process.stderr.write(coloured(visibleText(stderr), { isTTY: process.stderr.isTTY, env: process.env }));
  process.exitCode = code;
}
