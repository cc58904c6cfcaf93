import { describe, expect, it } from "vitest";
import { unitSettings } from "../../src/services/setting-types.ts";
import type { TypeDescriptor } from "../../src/value/type-descriptor.ts";
import { decl } from "../cli/fixture.ts";

/** Settings that are accepted whatever they are. */
const ACCEPTED = ["GuessMainPID", "SendSIGHUP"];

const takesText = (type: TypeDescriptor): boolean =>
  type.kind === "str" || type.kind === "unitOption" || (type.kind === "either" && type.of.some(takesText));

/** Every setting may be null. */
const value = (type: TypeDescriptor): TypeDescriptor => (type.kind === "nullOr" ? value(type.of) : type);

/** The settings whose values editors know one by one. */
const closed = Object.entries(unitSettings()).flatMap(([section, { settings }]) =>
  Object.entries(settings).flatMap(([name, { type }]) =>
    takesText(value(type)) || ACCEPTED.includes(name) ? [] : [{ section, name, type: value(type) }],
  ),
);

/** A declaration of a unit for each of them, with the same value. */
function declaration(choose: (type: TypeDescriptor) => unknown): string {
  const units = closed.map(({ section, name, type }, index) => {
    const value = JSON.stringify(choose(type));
    const calendar = section === "timerConfig" ? 'OnCalendar: "daily", ' : "";
    const unit = `{ ${section}: { ${calendar}${name}: ${value} }${section === "timerConfig" ? "" : ', script: "true"'} }`;
    return { isTimer: section === "timerConfig", text: `    u${index}: ${unit},` };
  });
  const of = (isTimer: boolean) => units.filter((unit) => unit.isTimer === isTimer).map(({ text }) => text);
  const started = of(true).map((text) => `    ${/u\d+/.exec(text)?.[0]}: { script: "true" },`);
  return `export default { systemd: { services: {\n${[...of(false), ...started].join("\n")}\n  }, timers: {\n${of(true).join("\n")}\n  } } };`;
}

describe("the settings of units whose values editors know", () => {
  it("are refused by decl where editors refuse them", async () => {
    const { code, stderr } = await decl({ "web.ts": declaration(() => "perhaps") }, "check", "FOLDER/web.ts");
    expect(code).toBe(1);
    for (const { name } of closed)
      expect(stderr).toMatch(new RegExp(`^error: .*perhaps.*${name}|${name}: "perhaps"`, "m"));
  });

  it("are taken by decl where editors take them", async () => {
    const first = (type: TypeDescriptor): unknown =>
      type.kind === "enum" ? type.values[0] : type.kind === "either" ? first(type.of[0] ?? { kind: "bool" }) : false;
    const { code, stderr } = await decl({ "web.ts": declaration(first) }, "check", "FOLDER/web.ts");
    expect([code, stderr]).toEqual([0, ""]);
  });
});
