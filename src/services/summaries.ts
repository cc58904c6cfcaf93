/** Warnings that are told once for all units. */

import { namesText } from "../text/names-text.ts";
import type { Summary } from "./reporter.ts";

/** How many settings a message names, and how many units a hint. */
const SHOWN = 10;

/** A unit, and what of its settings only a container itself has. */
export interface SandboxedUnit {
  readonly name: string;
  readonly options: readonly string[];
  readonly path: readonly string[];
}

/** The settings together in the message, and which unit has which in lines of the hint where they differ. */
export const sandboxed: Summary<SandboxedUnit> = (units) => {
  const [first, ...others] = units;
  const options = [...new Set(units.flatMap((unit) => unit.options))].sort();
  const haveSameOptions = others.every((unit) => `${unit.options}` === `${first?.options}`);
  const shown = haveSameOptions ? options : [...options.slice(0, SHOWN), ...more(options)];
  const names = namesText(units.map(({ name }) => name));
  const lines = [
    ...units.slice(0, SHOWN).map((unit) => `${unit.where} ${unit.name}: ${unit.options.join(", ")}`),
    ...more(units),
  ];
  const each = haveSameOptions ? "" : lines.map((line) => `\n    ${line}`).join("");
  return {
    code: "sandbox-option",
    message: `${names} ${others.length === 0 ? "has" : "have"} options that only the container itself can give, and they do nothing here: ${shown.join(", ")}`,
    hint: `\`docker run\` has options for most of them; \`systemd.quietAboutSandbox = true\` silences this${each}`,
    namesPlaces: !haveSameOptions,
  };
};

const more = (all: readonly unknown[]): string[] => (all.length > SHOWN ? [`and ${all.length - SHOWN} more`] : []);

/** A unit whose user is not that of the container. */
export interface UnitOfUser {
  readonly name: string;
  readonly user: string;
  readonly containerUser: string;
  readonly path: readonly string[];
}

export const needsRoot: Summary<UnitOfUser> = (units) => {
  const users = [...new Set(units.map(({ user }) => user))];
  const who = `${namesText(units.map(({ name }) => name))} cannot become user${users.length === 1 ? "" : "s"} ${namesText(users)}`;
  return {
    code: "needs-root",
    message: `${who}: the container runs as ${units[0]?.containerUser}, which image.user says, and only root changes users`,
    hint: "leave image.user out: init then runs as root, and each service as its own User",
  };
};

/** An option of units that does nothing here. */
export interface IdleUse {
  readonly option: string;
  readonly reason: string;
  readonly path: readonly string[];
}

/** All that do nothing for one reason. */
export const idle: Summary<IdleUse> = (uses) => {
  const options = [...new Set(uses.map(({ option }) => option))].sort();
  const does = options.length === 1 ? "does" : "do";
  const message = `${namesText(options, SHOWN)} ${does} nothing here: ${uses[0]?.reason}`;
  return { code: "unit-option-differs", message };
};
