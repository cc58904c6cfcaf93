import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { serviceReference } from "../../src/services/reference.ts";

it("every option of the table is read by the code", () => {
  const folder = new URL("../../src/services/", import.meta.url);
  const sources = [
    "read-service.ts",
    "read-identity.ts",
    "read-limits.ts",
    "read-credentials.ts",
    "read-environment.ts",
    "read-units.ts",
    "collect-units.ts",
    "timers/read-timer.ts",
    "sockets/read-socket.ts",
    "sockets/socket.ts",
  ];
  const code = sources.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const names = [...serviceReference().matchAll(/^\| ([A-Z]\w+) +\|/gm)].map(([, name]) => name ?? "");
  expect(names.length).toBeGreaterThan(90);
  expect(names.filter((name) => !name.startsWith("Condition") && !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});
