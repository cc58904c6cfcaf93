import { fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { answer, json, onDeclaration, oneOrAll, printed } from "../outcome.ts";
import { type ImageServices, services } from "../services.ts";

export const servicesCommand: Command = {
  name: "services",
  usage: ["FILE", "which services start, in what order, and what waits for what"],
  options: ["dot"],
  run: async ({ words, values: { dot }, evaluation }) =>
    onDeclaration(fileOf("services", words), evaluation.json, (declaration, file) => {
      const found = services(declaration, evaluation);
      if (evaluation.json) return answer(json(oneOrAll(found.map(listed))));
      const warnings = found.flatMap((image) => image.warnings);
      return answer(found.map(dot === true ? graph : text).join("\n"), printed(warnings, file));
    }),
};

const listed = ({ target, order }: ImageServices) => ({
  ...(target === "" ? {} : { target }),
  units: order?.units ?? [],
});

const graph = ({ order }: ImageServices): string => order?.dot ?? "digraph services {\n}\n";

const text = ({ target, order }: ImageServices): string =>
  `${target === "" ? "" : `image ${target}:\n`}${order?.text ?? "There are no services.\n"}`;
