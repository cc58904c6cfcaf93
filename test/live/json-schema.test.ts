import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { build, dockerOutput } from "./engine.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SCHEMA = readFileSync(join(ROOT, "docs/options.schema.json"), "utf8");

const DECLARATION = `// syntax=decl/frontend
import { context } from "decl";
const names = ["jsonschema", "jsonschema-specifications", "referencing", "rpds-py", "attrs"];
export default ({ pkgs }) => ({
  environment: {
    systemPackages: [pkgs.python3, ...names.map((name) => pkgs.python3Packages[name])],
  },
  image: { contents: [{ source: context("check"), target: "/check" }], cmd: ["python3", "/check/check.py"] },
});
`;

/** Prints for each file whether it is valid, by the names of the files. */
const CHECK = `import glob, json, site
site.addsitedir(glob.glob("/lib/python3*/site-packages")[0])
site.addsitedir((glob.glob("/lib/python3/dist-packages") or ["/lib"])[0])
from jsonschema import Draft202012Validator
schema = json.load(open("/check/schema.json"))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for file in sorted(glob.glob("/check/*/*.json")):
    print(file[len("/check/"):], validator.is_valid(json.load(open(file))))
`;

const WRONG: Readonly<Record<string, unknown>> = {
  "misspelt-set": { imag: {} },
  "misspelt-option": { image: { nmae: "x" } },
  "text-for-list": { image: { cmd: "x" } },
  "number-for-text": { image: { name: 5 } },
  "relative-path": { image: { workingDir: "srv" } },
  "no-such-choice": { image: { files: { "/a": { type: "fil" } } } },
  "port-too-large": { image: { exposedPorts: { "99999/tcp": {} } } },
  "option-of-submodule": { users: { users: { alice: { isNormalUsr: true } } } },
};

it("another JSON Schema validator takes every JSON declaration of images/ and refuses wrong ones", async () => {
  const examples = readdirSync(join(ROOT, "images")).filter(
    (name) => name.endsWith(".json") && name !== "tsconfig.json",
  );
  expect(examples).toContain("hello.json");
  const files = {
    "image.ts": DECLARATION,
    "check/check.py": CHECK,
    "check/schema.json": SCHEMA,
    ...Object.fromEntries(
      examples.map((name) => [`check/right/${name}`, readFileSync(join(ROOT, "images", name), "utf8")]),
    ),
    ...Object.fromEntries(
      Object.entries(WRONG).map(([name, value]) => [`check/wrong/${name}.json`, JSON.stringify(value)]),
    ),
  };
  const { code, output } = await build({ files, options: ["-t", "live-json-schema"] });
  expect(code, output).toBe(0);
  const printed = await dockerOutput(["run", "--rm", "--network=none", "live-json-schema"]);
  expect(printed.trimEnd().split("\n")).toEqual([
    ...examples.sort().map((name) => `right/${name} True`),
    ...Object.keys(WRONG)
      .sort()
      .map((name) => `wrong/${name}.json False`),
  ]);
});
