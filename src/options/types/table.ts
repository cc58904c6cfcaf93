import type { TypeKind, TypeOf } from "../../value/type-descriptor.ts";
import { anything } from "./anything.ts";
import { attrsOf } from "./attrs-of.ts";
import { bool } from "./bool.ts";
import { context } from "./context.ts";
import { either } from "./either.ts";
import { enumeration } from "./enum.ts";
import { listOf } from "./list-of.ts";
import { nixos } from "./nixos.ts";
import { nullOr } from "./null-or.ts";
import { int, number } from "./number.ts";
import type { TypeOperations, Types } from "./operations.ts";
import { packageType } from "./package.ts";
import { submodule } from "./submodule.ts";
import { joined, path, str } from "./text.ts";
import { uniq } from "./uniq.ts";
import { unitOption } from "./unit-option.ts";

/** The operations on types of every kind, each done as the type's kind does it. */
export const types: Types = {
  words: (type) => operationsOf(type).words(type),
  wordsInFull: (type) => operationsOf(type).wordsInFull(type),
  hasEmptyValue: (type) => operationsOf(type).hasEmptyValue(type),
  accepts: (type, value) => operationsOf(type).accepts(type, value),
  merge: (round, at, type, definitions) => operationsOf(type).merge(round, at, type, definitions),
  join: (one, other) => (one.kind === other.kind ? operationsOf(one).join(one, other) : undefined),
  meant: (type, value) => operationsOf(type).meant(type, value),
  below: (type, name) => operationsOf(type).below(type, name),
  submodules: (type) => operationsOf(type).submodules(type),
  jsonSchema: (type, writer) => operationsOf(type).jsonSchema(type, writer),
  typescript: (type, writer) => operationsOf(type).typescript(type, writer),
};

const TABLE: { readonly [Kind in TypeKind]: TypeOperations<Kind> } = {
  bool,
  number,
  int,
  str,
  joined,
  path,
  enum: enumeration,
  package: packageType,
  context,
  unitOption,
  nixos,
  anything,
  listOf: listOf(types),
  attrsOf: attrsOf(types),
  nullOr: nullOr(types),
  uniq: uniq(types),
  either: either(types),
  submodule: submodule(types),
};

function operationsOf<Kind extends TypeKind>(type: TypeOf<Kind>): TypeOperations<Kind> {
  return TABLE[type.kind];
}
