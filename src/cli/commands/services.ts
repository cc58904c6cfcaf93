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
      const show = dot === true ? graph : plays === true || fail !== undefined ? played(fail) : text;
      return answer(found.map(show).join("\n"), printed(warnings, file));
    }),
};

const listed = ({ target, order }: ImageServices) => ({
  ...(target === "" ? {} : { target }),
  units: order?.units ?? [],
});

const graph = ({ order }: ImageServices): string => order?.dot ?? "digraph services {\n}\n";

/** @throws DeclError for a service that there is not */
const played =
  (fail: string | undefined) =>
  ({ order }: ImageServices): string => {
    if (order === undefined) return "There are no services.\n";
    const failing = fail === undefined || fail.includes(".") ? fail : `${fail}.service`;
    if (failing !== undefined && order.plan.units[failing]?.service === undefined) {
      const hint = didYouMean(failing, Object.keys(order.plan.units));
      throw new DeclError({ code: "unknown-unit", message: `there is no service "${failing}"`, hint });
    }
    return `${play(order.plan, failing).join("\n")}\n`;
  };

const text = ({ target, order }: ImageServices): string =>
  `${target === "" ? "" : `image ${target}:\n`}${order?.text ?? "There are no services.\n"}`;
