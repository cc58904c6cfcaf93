import * as z from "zod";
import type { NixosAnswer } from "../../value/nixos-answer.ts";

const fields = z.record(z.string(), z.unknown());
const texts = z.array(z.string());
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const section = z.record(z.string(), z.union([scalar, z.null(), z.array(scalar)]));
const unit = z.looseObject({ unitConfig: section.optional() });
const position = z.object({ file: z.string(), line: z.number(), column: z.number() });

/** What nixos.nix says of one configuration. */
const nixosAnswerSchema = z.object({
  services: z.record(
    z.string(),
    unit.extend({
      serviceConfig: section.optional(),
      environment: fields.optional(),
      path: texts,
      usesSystemd: z.boolean(),
      isConfined: z.boolean(),
      jobScripts: texts.optional(),
    }),
  ),
  timers: z.record(z.string(), unit.extend({ timerConfig: section.optional() })),
  targets: z.record(z.string(), unit),
  sockets: z.record(z.string(), unit.extend({ socketConfig: section.optional() })),
  tmpfiles: z.object({
    rules: texts,
    settings: z.record(z.string(), z.record(z.string(), z.record(z.string(), fields))),
  }),
  users: z.record(z.string(), fields),
  authorizedKeys: z.record(z.string(), z.object({ keys: texts.optional(), keyFiles: texts.optional() })),
  groups: z.record(z.string(), fields),
  etc: z.record(z.string(), fields),
  packages: z.array(z.object({ name: z.string(), outputs: texts })),
  pathsToLink: texts,
  wrappers: z.record(z.string(), fields),
  ports: z.object({ tcp: z.array(z.number()), udp: z.array(z.number()) }),
  settings: z.array(z.object({ path: texts, value: z.unknown() })),
  values: z.array(z.object({ path: texts, value: z.unknown() })),
  defined: z.array(z.object({ path: texts, file: z.string(), place: position.nullable(), isMade: z.boolean() })),
  ignored: z.array(z.object({ path: texts, files: texts })),
  warnings: texts,
  failures: texts,
}) satisfies z.ZodType<NixosAnswer>;

/** The same, or why there is none. */
export const nixosOutcomeSchema = z.union([
  z.object({ answer: nixosAnswerSchema }),
  z.object({
    error: z.string(),
    /** Where a file of a build context defines the option that it is about. */
    place: position.optional(),
  }),
]);

export type NixosOutcome = z.infer<typeof nixosOutcomeSchema>;
