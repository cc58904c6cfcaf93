import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ask } from "./ask.ts";

test("the schema is that of this frontend's options, whatever the declaration is", async () => {
  const { json, text } = await ask("frontend.schema", { files: { "web.json": "{}" } });
  expect(text).toBe(readFileSync(resolve(import.meta.dirname, "../../docs/options.schema.json"), "utf8"));
  expect(json).toMatchObject({ $id: "urn:decl:declaration", type: "object" });
  const { systemd } = json.properties;
  const service = systemd.properties.services.additionalProperties.properties.serviceConfig;
  expect(service.$ref).toBe("#/$defs/ServiceSettings");
  const { properties } = json.$defs.ServiceSettings;
  expect(properties.Restart).toMatchObject({
    anyOf: [{ enum: expect.arrayContaining(["always", "no"]) }, { type: "null" }],
  });
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(["ExecStart", "User", "PrivateTmp"]));
});
