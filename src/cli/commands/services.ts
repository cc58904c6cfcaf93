import { play } from "../../services/play.ts";
import { DeclError } from "../../text/diagnostic.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { answer, json, onDeclaration, oneOrAll, printed } from "../outcome.ts";
import { type ImageServices, services } from "../services.ts";

export const servicesCommand: Command = {
  name: "services",
  usage: ["FILE", "which services start, in what order, and what waits for what"],
  options: ["dot", "play", "fail"],
  run: async ({ words, values: { dot, play: plays, fail }, evaluation }) =>
    onDeclaration(fileOf("services", words), evaluation.json, (declaration, file) => {
      const found = services(declaration, evaluation);
      if (evaluation.json) return answer(json(oneOrAll(found.map(listed))));
      const warnings = found.flatMap((image) => image.warnings);
      const show =
        dot === true ? graph : plays === true || fail !== undefined ? played(failingUnit(fail, found)) : text;
      return answer(found.map(show).join("\n"), printed(warnings, file));
    }),
};

const listed = ({ target, order }: ImageServices) => ({
  ...(target === "" ? {} : { target }),
  units: order?.units ?? [],
});

const graph = ({ order }: ImageServices): string => order?.dot ?? "digraph services {\n}\n";

/** The service that is to fail, which some image has. @throws DeclError where none has it */
function failingUnit(fail: string | undefined, images: readonly ImageServices[]): string | undefined {
  if (fail === undefined) return undefined;
  const name = fail.includes(".") ? fail : `${fail}.service`;
  const names = images.flatMap(({ order }) => servicesOf(order));
  if (names.includes(name)) return name;
  const hint = didYouMean(name, new Set(names));
  throw new DeclError({ code: "unknown-unit", message: `there is no service "${name}"`, hint });
}

const servicesOf = (order: ImageServices["order"]): string[] =>
  Object.entries(order?.plan.units ?? {}).flatMap(([name, { service }]) => (service === undefined ? [] : [name]));

const played =
  (failing: string | undefined) =>
  ({ target, order }: ImageServices): string => {
    if (order === undefined) return titled(target, NONE);
    const own = failing !== undefined && servicesOf(order).includes(failing) ? failing : undefined;
    return titled(target, `${play(order.plan, own).join("\n")}\n`);
  };

const text = ({ target, order }: ImageServices): string => titled(target, order?.text ?? NONE);

const NONE = "There are no services.\n";

const titled = (target: string, shown: string): string => `${target === "" ? "" : `image ${target}:\n`}${shown}`;
