import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import { documentedShape } from "./option-list.ts";
import type { OptionNode, OptionSet } from "./option-tree.ts";
import { jsonOf } from "./value-text.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft 2020-12) of declarations that are written as JSON: editors complete and check with it. */
export function jsonSchemaOf(tree: OptionSet): string {
  const { properties, ...set } = setSchema(tree);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
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
      ...properties,
    },
    $defs: DEFINITIONS,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

const DEFINITIONS = {
  package: {
    type: "string",
    description:
      "A package by its attribute path, such as `python3Packages.requests`, a store path, or files of the build context, such as `./app`.",
  },
};

/** In any text, `${pkgs.hello}` stands for the path of a package. */
const MENTION = "\\$\\{pkgs\\.";

interface SetSchema extends Schema {
  readonly properties: Schema;
}

function setSchema(tree: OptionSet, around: Around = []): SetSchema {
  const properties = [...tree.children].flatMap(([name, node]) => {
    const schema = nodeSchema(node, around);
    return schema === undefined ? [] : [[name, schema] as const];
  });
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

function nodeSchema(node: OptionNode, around: Around): Schema | undefined {
  if (node.kind === "set") return setSchema(node, around);
  const { option } = node;
  if (option.internal === true || option.readOnly === true) return undefined;
  if (option.renamedTo !== undefined) return { description: `Now called ${option.renamedTo}.`, deprecated: true };
  return { ...textsOf(option), ...typeSchema(option.type, around) };
}

function textsOf({ description, deprecated, example, ...option }: OptionDeclaration): Schema {
  const fallback = option.default === undefined ? undefined : jsonOf(option.default);
  const shown = example === undefined ? undefined : jsonOf(example);
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(shown === undefined ? {} : { examples: [shown] }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
  };
}

/** The submodules that a schema is within: one that holds itself ends there. */
type Around = readonly ModuleSource[];

function typeSchema(type: TypeDescriptor, around: Around): Schema {
  switch (type.kind) {
    case "bool":
      return { type: "boolean" };
    case "number":
      return { type: "number" };
    case "int": {
      const { min, max } = type;
      return {
        type: "integer",
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    }
    case "str":
      return { type: "string", ...(type.pattern === undefined ? {} : { pattern: `^(?:${type.pattern})$|${MENTION}` }) };
    case "joined":
    case "context":
      return { type: "string" };
    case "path":
      return { type: "string", pattern: `^(?:/|${MENTION})` };
    case "package":
      return { $ref: "#/$defs/package" };
    case "anything":
      return {};
    case "unitOption": {
      const scalar = { type: ["string", "number", "boolean"] };
      return { anyOf: [scalar, { type: "array", items: scalar }] };
    }
    case "enum":
      return { enum: type.values };
    case "listOf":
      return { type: "array", items: typeSchema(type.of, around) };
    case "attrsOf":
      return {
        type: "object",
        ...(type.names === undefined ? {} : { propertyNames: { pattern: `^(?:${type.names})$` } }),
        additionalProperties: typeSchema(type.of, around),
      };
    case "nullOr":
      return anyOf([typeSchema(type.of, around), { type: "null" }]);
    case "uniq":
      return typeSchema(type.of, around);
    case "either":
      return anyOf(type.of.map((one) => typeSchema(one, around)));
    case "submodule": {
      if (around.includes(type.module)) return { type: "object" };
      const inside = [...around, type.module];
      const { tree, freeform } = documentedShape(type);
      const own = setSchema(tree, inside);
      if (freeform === undefined) return own;
      return {
        ...own,
        additionalProperties: typeSchema(freeform.kind === "attrsOf" ? freeform.of : freeform, inside),
      };
    }
  }
}

/** `type: ["string", "null"]` where that says it all. */
function anyOf(schemas: readonly Schema[]): Schema {
  const isBare = schemas.every((schema) => typeof schema.type === "string" && Object.keys(schema).length === 1);
  return isBare ? { type: [...new Set(schemas.map(({ type }) => type))] } : { anyOf: schemas };
}
