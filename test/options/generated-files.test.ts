import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { generatedFiles } from "../../scripts/lib/generated-files.ts";
import { lib } from "../../src/lib/all.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { type HostModule, hostModule } from "../../src/options/host-module.ts";
import { jsonSchemaOf } from "../../src/options/json-schema.ts";
import { referenceOf } from "../../src/options/reference.ts";
import { typescriptOf } from "../../src/options/typescript.ts";
import { parseJson } from "../../src/text/json.ts";
import { SourceText } from "../../src/text/source-text.ts";

const { mkOption, types } = lib;
const DOCS = resolve(import.meta.dirname, "../../docs");
const HELLO = resolve(import.meta.dirname, "../../images/hello.json");

const MODULE: HostModule = {
  options: {
    web: {
      port: mkOption({ type: types.port, default: 80, example: 8080, description: "Where it listens." }),
      kind: mkOption({ type: types.enum(["a", "b"]) }),
      old: mkOption({ renamedTo: "web.port" }),
      gone: mkOption({ type: types.bool, default: false, deprecated: "it has no effect" }),
      hidden: mkOption({ type: types.str, internal: true }),
      hosts: mkOption({
        type: types.attrsNamed(
          "[a-z]+",
          "a host",
          types.submodule({
            options: { root: mkOption({ type: types.nullOr(types.path), default: null }) },
            freeformType: types.attrsOf(types.int),
          }),
        ),
        default: {},
        description: "Its hosts.",
      }),
    },
  },
};
const { tree } = evaluateModules([hostModule("generated", MODULE)]);

it("every generated file is what the code says; `npm run generate` writes them", () => {
  const project = resolve(import.meta.dirname, "../..");
  const files = Object.entries(generatedFiles());
  expect(
    files.filter(([file, text]) => readFileSync(resolve(project, file), "utf8") !== text).map(([file]) => file),
  ).toEqual([]);
});

describe("the JSON Schema", () => {
  it("describes every option with its type, default, example and what became of it", () => {
    const { properties } = JSON.parse(jsonSchemaOf(tree, {}));
    expect(Object.keys(properties)).toEqual(["$schema", "syntax", "imports", "builds", "web"]);
    expect(properties.web).toEqual({
      type: "object",
      additionalProperties: false,
      properties: {
        port: {
          description: "Where it listens.",
          default: 80,
          examples: [8080],
          type: "integer",
          minimum: 0,
          maximum: 65535,
        },
        kind: { enum: ["a", "b"] },
        old: { description: "Now called web.port.", deprecated: true },
        gone: { default: false, deprecated: true, type: "boolean" },
        hosts: {
          description: "Its hosts.",
          default: {},
          type: "object",
          propertyNames: { pattern: "^(?:[a-z]+)$" },
          additionalProperties: {
            type: "object",
            properties: {
              root: { default: null, anyOf: [{ type: "string", pattern: "^(?:/|\\$\\{pkgs\\.)" }, { type: "null" }] },
            },
            additionalProperties: { type: "integer" },
          },
        },
      },
    });
  });

  it("takes the example in JSON and refuses what decl refuses", () => {
    const schema = z.fromJSONSchema(JSON.parse(generatedFiles()["docs/options.schema.json"] ?? ""));
    const text = readFileSync(HELLO, "utf8");
    parseJson(new SourceText("hello.json", text));
    const hello = JSON.parse(text);
    expect(schema.safeParse(hello)).toMatchObject({ success: true });
    for (const wrong of [
      { imag: {} },
      { image: { cmd: "x" } },
      { image: { workingDir: "srv" } },
      { image: { nmae: "x" } },
    ]) {
      expect(schema.safeParse({ ...hello, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    }
    expect(schema.safeParse({ image: { workingDir: "${pkgs.hello}/share" } }).success).toBe(true);
  });
});

describe("the option reference", () => {
  it("shows every option, those of submodules below their name", () => {
    const text = referenceOf(tree);
    expect(text).toContain("\n## web\n");
    expect(text).toContain(
      "\n### `web.port`\n\nWhere it listens.\n\n- Type: a whole number from 0 to 65535\n- Default: `80`\n- Example: `8080`\n",
    );
    expect(text).toContain("\n### `web.old`\n\nRenamed: this is now called `web.port`.\n");
    expect(text).toContain("\n### `web.gone`\n\nDeprecated: it has no effect.\n");
    expect(text).toContain(
      "\n### `web.hosts`\n\nIts hosts.\n\n- Type: an object, each value an object of the options below and each name a host\n",
    );
    expect(text).toContain("\n### `web.hosts.<name>.root`\n\n- Type: null, or an absolute path\n- Default: `null`\n");
    expect(text).not.toContain("hidden");
  });

  it("names the file that declares an option, and leads to it", () => {
    const text = generatedFiles()["docs/options.md"] ?? "";
    const entries = text.split(/^### /m).slice(1);
    const withoutFile = entries.filter((entry) => !/^- Declared in \[src\/modules\/|^Renamed: /m.test(entry));
    expect(withoutFile).toEqual([]);
    const fileOf = (option: string) =>
      entries.find((entry) => entry.startsWith(`\`${option}\`\n`))?.match(/Declared in \[(.*)\]/)?.[1];
    const nginx = "src/modules/services/nginx";
    expect(fileOf("services.nginx.recommendedGzipSettings")).toBe(`${nginx}/options.ts`);
    expect(fileOf("services.nginx.virtualHosts.<name>.root")).toBe(`${nginx}/virtual-host-options.ts`);
    const links = [...text.matchAll(/^\[(.*)\]: (.*)$/gm)].map(([, file, target]) => ({ file, target }));
    expect(links.map(({ file }) => file)).toEqual([...new Set(text.match(/(?<=Declared in \[).*(?=\])/g))].sort());
    expect(links.filter(({ target = "" }) => !existsSync(resolve(DOCS, target)))).toEqual([]);
  });
});

it("the types say in editors what an option is, what it defaults to and whether it is gone", () => {
  const text = typescriptOf(tree, {});
  expect(text).toContain(`
    /**
     * Where it listens.
     * @default 80
     * @example 8080
     */
    readonly port?: Def<number>;
`);
  expect(text).toContain(`
    /**
     * Now called web.port.
     * @deprecated
     */
    readonly old?: Def<unknown>;
`);
  expect(text).toContain(`
    /**
     * @deprecated it has no effect
     * @default false
     */
`);
  expect(text).toContain('readonly kind?: Def<"a" | "b">;');
});
