import { expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

/** A module with an option of this type, beside one that defines it. */
const jobs = (definitions: string, before = "") =>
  configure(
    `import jobs from "./jobs.ts";
${before}
export default { imports: [jobs], config: { jobs: { ${definitions} } } };`,
    {
      files: {
        "jobs.ts": `import { lib } from "decl";
const named = ({ name, lib }) => ({ options: { title: lib.mkOption({ type: lib.types.str, default: name }) } });
const timed = { options: { minutes: lib.mkOption({ type: lib.types.int, default: 1 }) } };
export default { options: {
  jobs: lib.mkOption({ type: lib.types.attrsOf(lib.types.submoduleWith({ modules: [named, timed] })), default: {} }),
} };`,
      },
    },
  ).then(({ config }) => JSON.parse(JSON.stringify(config.jobs)) as unknown);

it("takes several modules, and objects as definitions as submodule does", async () => {
  expect(await jobs("a: { minutes: 5 }, b: {}")).toEqual({
    a: { title: "a", minutes: 5 },
    b: { title: "b", minutes: 1 },
  });
});

it("takes functions, which read the instance", async () => {
  expect(await jobs("a: ({ config, name }) => ({ title: `${name} of ${config.minutes} min` })")).toEqual({
    a: { title: "a of 1 min", minutes: 1 },
  });
});

it("takes imports, each once, with options of their own and the properties of definitions", async () => {
  const before = `const colour = ({ lib }) => ({ options: { colour: lib.mkOption({ type: lib.types.lines, default: "" }) } });
const red = { imports: [colour], colour: "red" };
import { lib } from "decl";`;
  expect(
    await jobs(
      "a: { imports: [red, colour, lib.mkIf(false, { minutes: 9 })], config: { colour: lib.mkBefore('dark') } }",
      before,
    ),
  ).toEqual({
    a: { title: "a", minutes: 1, colour: "dark\nred" },
  });
});

it("says what is wrong with a definition, where it is", async () => {
  expect(await errorOf(jobs("a: () => ({ minute: 5 })"))).toMatch(
    /^image\.ts:3:\d+: there is no option "jobs\.a\.minute"\n {2}hint: did you mean "minutes"/,
  );
  expect(await errorOf(jobs("a: () => { throw new Error('no') }"))).toMatch(/^image\.ts:3:\d+: no \(jobs\.a\)/);
  expect(await errorOf(jobs("a: { imports: ['x'] }"))).toMatch(
    /^image\.ts:3:\d+: an import must be a module, an object or a function/,
  );
});
