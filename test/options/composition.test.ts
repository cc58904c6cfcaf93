import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { configure } from "../declaration/declare.ts";

const FOLDER = resolve(import.meta.dirname, "../../images/composed");
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");
const PARTS = ["greetings.ts", "people.ts", "production.ts", "tools.ts"];

const composed = (args: Readonly<Record<string, string>> = {}) =>
  configure(read("image.ts"), { args, files: Object.fromEntries(PARTS.map((file) => [file, read(file)])) });

it("a declaration can be split over files, with an option module of its own", async () => {
  const { config, placeOf } = await composed();
  expect(config.greetings).toEqual({
    night: { text: "Good night.", names: [], file: "/etc/greetings/night" },
    world: { text: "Hello, world!", names: ["Alice", "Bob"], file: "/etc/greetings/world" },
  });
  expect(config.image.cmd).toEqual(["cat", "/etc/greetings/night", "/etc/greetings/world"]);
  expect(config.image.files["/etc/greetings/world"]?.text).toBe("Hello, world!\nHello, Alice!\nHello, Bob!\n");
  expect(config.image.labels).toEqual({ greetings: "night world" });
  expect(placeOf(["greetings", "world", "names"])?.file).toBe("people.ts");
});

it("what a part says can depend on build arguments, and win over the others", async () => {
  const { config } = await composed({ STAGE: "production" });
  expect(config.image.files["/etc/greetings/world"]?.text).toMatch(/^Welcome\.\n/);
  expect(config.image.user).toBe("nobody");
});
