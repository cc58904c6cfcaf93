import { defined } from "../text/defined.ts";
import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { SettingTable } from "../value/setting.ts";
import type { TypeDescriptor, TypeOf } from "../value/type-descriptor.ts";
import type { OptionNode, OptionSet } from "./option-tree.ts";
import { documentedShape, undeclaredType } from "./submodule-shape.ts";
import type { Schema } from "./types/operations.ts";
import { types } from "./types/table.ts";
import { jsonOf } from "./value-forms.ts";

/**
 * The JSON Schema (draft 2020-12) of declarations that are written as JSON: editors complete and check with it. `sections` has
 * the settings of units, by the option that holds them.
 */
export function jsonSchemaOf(tree: OptionSet, sections: Readonly<Record<string, SettingTable>>): string {
  const { properties, ...set } = setSchema(tree, { sections, around: [] });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:decl:declaration",
    title: "decl",
    description: "An image as a declaration of options, built by `docker buildx build -f FILE`.",
    ...set,
    properties: {
      $schema: { type: "string", description: "This schema, for editors." },
      syntax: {
        type: "string",
        description: "The image of the frontend that builds this file.",
        default: "decl/frontend",
      },
      imports: {
        type: "array",
        items: { type: "string", pattern: "^\\.\\.?/.*\\.(json|[cm]?[jt]s)$" },
        description: "Modules that belong to the image: files beside this one, in JSON or TypeScript.",
        examples: [["./users.json"]],
      },
      builds: {
        type: "object",
        description: "Programs that scripts make, by name: `${builds.NAME}` is the store path of one.",
        additionalProperties: { $ref: "#/$defs/build" },
      },
      ...properties,
    },
    $defs: {
      ...DEFINITIONS,
      ...Object.fromEntries(Object.values(sections).map((table) => [table.name, settingsSchema(table)])),
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

const DEFINITIONS = {
  package: {
    type: "string",
    description:
      "A package by its attribute path, such as `python3Packages.requests`, a store path, files of the build context, such as `./app`, or `${builds.NAME}`.",
  },
  build: {
    type: "object",
    required: ["script"],
    additionalProperties: false,
    properties: {
      src: { type: "string", description: "Files of the build context: the script runs in a copy of them." },
      packages: {
        type: "array",
        items: { $ref: "#/$defs/package" },
        description: "What the script finds: programs on its PATH, headers, libraries, modules.",
      },
      script: { type: "string", description: "What /bin/sh runs. It makes `$out`." },
      env: { type: "object", additionalProperties: { type: "string" } },
      network: { type: "boolean", default: false, description: "Whether it may use the network." },
      cache: {
        type: "array",
        items: { type: "string" },
        description: "Folders that outlive the build on this builder, such as `/root/.npm`.",
      },
      secrets: {
        type: "array",
        items: { type: "string" },
        description: "Ids of `--secret`, files below /run/secrets.",
      },
      ssh: { type: "array", items: { type: "string" }, description: "Ids of `--ssh`." },
    },
  },
};

/** The state of writing a schema. */
interface Writing {
  readonly sections: Readonly<Record<string, SettingTable>>;
  /** The submodules around the one that is written; a submodule that contains itself is not written again. */
  readonly around: readonly ModuleSource[];
}

function settingsSchema({ settings }: SettingTable): Schema {
  const writing: Writing = { sections: {}, around: [] };
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(settings).map(([name, { description, type }]) => [
        name,
        { description, ...typeSchema(type, writing) },
      ]),
    ),
    patternProperties: { "^X-": typeSchema({ kind: "unitOption" }, writing) },
    additionalProperties: false,
  };
}

interface SetSchema extends Schema {
  readonly properties: Schema;
}

function setSchema(tree: OptionSet, writing: Writing): SetSchema {
  const properties = [...tree.children].flatMap(([name, node]) => {
    const schema = nodeSchema(name, node, writing);
    return schema === undefined ? [] : [[name, schema] as const];
  });
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

function nodeSchema(name: string, node: OptionNode, writing: Writing): Schema | undefined {
  if (node.kind === "set") return setSchema(node, writing);
  const { option } = node;
  if (option.internal === true || option.readOnly === true) return undefined;
  if (option.renamedTo !== undefined) return { description: `Now called ${option.renamedTo}.`, deprecated: true };
  const table = writing.sections[name];
  if (table !== undefined) return { ...textsOf(option), $ref: `#/$defs/${table.name}` };
  return { ...textsOf(option), ...typeSchema(option.type, writing) };
}

function textsOf({ description, deprecated, example, ...option }: OptionDeclaration): Schema {
  const fallback = option.default === undefined ? undefined : jsonOf(option.default);
  const shown = example === undefined ? undefined : jsonOf(example);
  return {
    ...defined({ description, default: fallback }),
    ...(shown === undefined ? {} : { examples: [shown] }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
  };
}

function typeSchema(type: TypeDescriptor, writing: Writing): Schema {
  return types.jsonSchema(type, {
    schema: (inner) => typeSchema(inner, writing),
    instance: (inner) => instanceSchema(inner, writing),
  });
}

function instanceSchema(type: TypeOf<"submodule">, { sections, around }: Writing): Schema {
  if (around.includes(type.module)) return { type: "object" };
  const inside = { sections, around: [...around, type.module] };
  const { tree, freeform } = documentedShape(types, type);
  const own = setSchema(tree, inside);
  return freeform === undefined ? own : { ...own, additionalProperties: typeSchema(undeclaredType(freeform), inside) };
}
