import type { ZodType } from "zod";
import { FormatError } from "../nix/format-error.ts";
import { noSuchPackage, type PackageSet, packageOfEntry, UnknownPackage } from "../nix/package-entry.ts";
import { explainNixError } from "../reasons/nix.ts";
import {
  type Answer,
  type Derivations,
  derivationsSchema,
  type Evaluation,
  evaluationSchema,
} from "../steps/evaluate/answers.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { isExpression, namePath } from "./name-path.ts";

/** Throws FormatError when the text is not an evaluation's result. */
export const readEvaluation = (json: string): Evaluation => readAs(evaluationSchema, json);

/** The same where derivations were asked for. */
export const readDerivations = (json: string): Derivations => readAs(derivationsSchema, json);

function readAs<T>(schema: ZodType<T>, json: string): T {
  const evaluation = schema.safeParse(JSON.parse(json));
  if (evaluation.success) return evaluation.data;
  const issue = evaluation.error.issues[0];
  throw new FormatError(`it is not an evaluation's result: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** The packages that were evaluated for one system. */
export function evaluatedPackages(evaluation: Evaluation, system: string): PackageSet {
  return {
    find: (attributePath) => {
      const answers = evaluation.systems[system] ?? {};
      const answer = Object.hasOwn(answers, attributePath) ? answers[attributePath] : undefined;
      if (answer === undefined) throw new Error(`"${attributePath}" was not evaluated for ${system}`);
      if ("package" in answer) return packageOfEntry(attributePath, answer.package);
      throw problem(attributePath, system, answer);
    },
  };
}

function problem(attributePath: string, system: string, answer: Exclude<Answer, { package: unknown }>): UnknownPackage {
  const what = isExpression(attributePath) ? "the expression" : `"${attributePath}"`;
  if ("error" in answer) {
    const { message, hint } = explainNixError(answer.error);
    return new UnknownPackage(`${what} cannot be evaluated for ${system}: ${message}`, hint);
  }
  if ("missing" in answer) {
    const path = namePath(attributePath);
    const at = path.lastIndexOf(answer.missing);
    const before = path
      .slice(0, at)
      .map((name) => `${name}.`)
      .join("");
    return noSuchPackage(
      attributePath,
      system,
      answer.known.map((name) => `${before}${name}`),
    );
  }
  const isSet = answer.notPackage === "set";
  const near = isSet ? didYouMean(`${attributePath}.`, []) : undefined;
  const some = answer.known.slice(0, 5).map((name) => `${attributePath}.${name}`);
  return new UnknownPackage(
    `${what} is not a package but a ${answer.notPackage}`,
    near ?? (isSet && some.length > 0 ? `name one of its packages, such as ${some.join(", ")}` : undefined),
  );
}
