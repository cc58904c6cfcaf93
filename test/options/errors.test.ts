import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

/** Wrong declarations and all that is said of each: where, what, and what to do. */
const WRONG: readonly {
  readonly name: string;
  readonly file?: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly error: string;
}[] = [
  {
    name: "an assertion that does not hold",
    text: `export default {
  assertions: [{ assertion: false, message: "no web server" }],
}`,
    error: "image.ts:2:16: failed assertion: no web server",
  },
  {
    name: "an assertion without a condition",
    text: `export default {
  assertions: [{ message: "no web server" }],
}`,
    error: `image.ts:2:16: the option assertions.N.assertion is used but has no value
  hint: it must be true or false`,
  },
  {
    name: "an assertion whose condition is none",
    text: `export default {
  assertions: [{ assertion: "x", message: "no web server" }, {assertion: false, message: "b"}],
}`,
    error: `image.ts:2:29: must be true or false (assertions.N.assertion)
  hint: this is "x"`,
  },
  {
    name: "an option without a value that a module reads",
    text: `import { lib } from "decl";
export default ({config}) => ({
  options: { a: lib.mkOption({ type: lib.types.int }) },
  config: { image: { name: "n" + config.a } },
})`,
    error: `image.ts:4:40: the option a is used but has no value
  hint: define it, or give the option a default`,
  },
  {
    name: "the same in a submodule",
    text: `import { lib } from "decl";
export default ({config}) => ({
  options: { u: lib.mkOption({ type: lib.types.attrsOf(lib.types.submodule({ options: { a: lib.mkOption({ type: lib.types.int }) } })) }) },
  config: { u: { x: {} }, image: { name: "n" + config.u.x?.a } },
})`,
    error: `image.ts:4:58: the option u.x.a is used but has no value
  hint: define it, or give the option a default`,
  },
  {
    name: "a module that imports itself",
    text: `import b from "./b.ts";
export default {
  imports: [b],
}`,
    files: {
      "b.ts": `const b = { imports: [] };
b.imports.push(b);
export default b;`,
    },
    error: `b.ts:1:22: modules import each other in a circle: b.ts → b.ts
  hint: what both need can stand in a third module that both import`,
  },
  {
    name: "modules that import each other",
    text: `import { lib } from "decl"; const a = { imports: [] }; const b = { imports: [a] };
a.imports = [b];
export default a;`,
    error: `image.ts:1:78: modules import each other in a circle: image.ts → image.ts → image.ts
  hint: what both need can stand in a third module that both import`,
  },
  {
    name: "an option that is defined from its own value",
    text: `import { lib } from "decl";
export default ({ config }) => ({
  image: { interactive: !config.image.interactive },
})`,
    error: `image.ts:3:25: the option image.interactive never settles: image.ts keeps changing it
  hint: a definition must not depend on the value that it changes`,
  },
  {
    name: "a definition of a read-only option",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.int, default: 1, readOnly: true }) },
  config: { a: 2 },
}`,
    error: `image.ts:4:16: the option a is read-only
  hint: its value comes from image.ts`,
  },
  {
    name: "an option that two modules declare",
    text: `import { lib } from "decl";
const o = () => ({ options: { a: lib.mkOption({ type: lib.types.port }) } });
export default {
  imports: [o(), { options: { a: lib.mkOption({ type: lib.types.str }) } }],
}`,
    error: `image.ts:4:31: the option a is declared already, by image.ts:2:31
  hint: a whole number from 0 to 65535 and a string do not go together`,
  },
  {
    name: "an option declared above others",
    text: `import { lib } from "decl";
export default {
  options: { image: lib.mkOption({}) },
}`,
    error: `image.ts:3:14: the option image is declared already, by a module with options below it
  hint: an option is declared by one module; others define it`,
  },
  {
    name: "an option declared below another",
    text: `import { lib } from "decl";
export default {
  options: { image: { name: { x: lib.mkOption({}) } } },
}`,
    error: `image.ts:3:23: the option image.name is declared already, by decl: image
  hint: an option is declared by one module; others define it`,
  },
  {
    name: "a condition that is none",
    text: `import { lib } from "decl";
export default {
  image: lib.mkIf("yes", {}),
}`,
    error: `image.ts:3:18: TypeError: mkIf needs true or false, not a string
  hint: a comparison makes a condition: \`config.image.name !== null\``,
  },
  {
    name: "a type that there is not",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.string }) },
}`,
    error: `image.ts:3:29: TypeError: mkOption needs a type, one of lib.types, not undefined
  hint: such as lib.types.str or lib.types.listOf(lib.types.int)`,
  },
  {
    name: "the name of a type",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: "str" }) },
}`,
    error: `image.ts:3:29: TypeError: mkOption needs a type, one of lib.types, not a string
  hint: such as lib.types.str or lib.types.listOf(lib.types.int)`,
  },
  {
    name: "a type without its arguments",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.listOf }) },
}`,
    error: `image.ts:3:29: TypeError: mkOption needs a type, one of lib.types, not a function (are its arguments missing?)
  hint: such as lib.types.str or lib.types.listOf(lib.types.int)`,
  },
  {
    name: "a list of a type that there is not",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.listOf(lib.types.strig) }) },
}`,
    error: `image.ts:3:54: TypeError: listOf needs a type, one of lib.types, not undefined
  hint: such as lib.types.str or lib.types.listOf(lib.types.int)`,
  },
  {
    name: "a type of NixOS that is not offered",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.functionTo(lib.types.str) }) },
}`,
    error: `image.ts:3:58: TypeError: not a function
  hint: is the name right? There is what the types of the module "decl" list`,
  },
  {
    name: "a misspelt field of an option",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ typ: lib.types.str }) },
}`,
    error: `image.ts:3:29: TypeError: mkOption has no "typ", only type, default, defaultText, description, example, apply, internal, readOnly, deprecated, renamedTo
  hint: \`lib.mkOption({ type: lib.types.str, default: "" })\``,
  },
  {
    name: "a type for an option",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.types.str },
}`,
    error: `image.ts:3:14: options are declared with lib.mkOption (a)
  hint: \`{ port: lib.mkOption({ type: lib.types.port, default: 80 }) }\` declares one`,
  },
  {
    name: "a value for an option",
    text: `import { lib } from "decl";
export default {
  options: { a: 5 },
}`,
    error: `image.ts:3:14: options are declared with lib.mkOption (a)
  hint: \`{ port: lib.mkOption({ type: lib.types.port, default: 80 }) }\` declares one`,
  },
  {
    name: "a list of options",
    text: `import { lib } from "decl";
export default {
  options: [],
}`,
    error: `image.ts:3:12: options must be an object
  hint: \`{ port: lib.mkOption({ type: lib.types.port, default: 80 }) }\` declares one`,
  },
  {
    name: "a function for a value",
    text: `export default {
  image: { name: () => "x" },
}`,
    error: `image.ts:2:18: a function is not a configuration value (image.name)
  hint: call it, and use what it returns`,
  },
  {
    name: "a submodule that throws",
    text: `import { lib } from "decl";
const s = lib.types.submodule(({ config }) => {
  throw new Error("not today");
});
export default {
  options: { u: lib.mkOption({ type: lib.types.attrsOf(s) }) },
  config: { u: { x: {} } },
}`,
    error: "image.ts:3:18: not today (u.x)",
  },
  {
    name: "a submodule that reads what is not there",
    text: `import { lib } from "decl";
const s = lib.types.submodule(({ config }) => ({
  options: { a: lib.mkOption({ type: lib.types.str, default: config.b.c.d }) },
}));
export default {
  options: { u: lib.mkOption({ type: lib.types.attrsOf(s) }) },
  config: { u: { x: {} } },
}`,
    error: `image.ts:3:70: TypeError: cannot read property 'c' of undefined (u.x)
  hint: is the name before it right? \`?.\` reads what may not be there`,
  },
  {
    name: "a submodule without a module",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.submodule() }) },
}`,
    error: `image.ts:3:57: TypeError: submodule needs a module, an object or a function, not undefined
  hint: such as \`{ options: { port: lib.mkOption({ type: lib.types.port }) } }\``,
  },
  {
    name: "the name of a file as an import",
    text: `export default {
  imports: ["./b.ts"],
}`,
    error: `image.ts:2:13: an import must be a module, not a string (imports.0)
  hint: files are imported at the top, with \`import users from "./users.ts"\``,
  },
  {
    name: "imports that are no list",
    text: `export default {
  imports: {},
}`,
    error: `image.ts:2:12: imports must be a list of modules (imports)
  hint: write \`imports: [users]\``,
  },
  {
    name: "a package as an import",
    text: `export default ({pkgs}) => ({
  imports: [pkgs.hello],
})`,
    error: `image.ts:2:13: an import must be a module, not a package (imports.0)
  hint: a module is an object of options, or a function that returns one`,
  },
  {
    name: "an import of nothing",
    text: `export default ({pkgs}) => ({
  imports: [undefined],
})`,
    error: `image.ts:2:13: an import must be a module, not undefined (is a \`return\` missing?) (imports.0)
  hint: files are imported at the top, with \`import users from "./users.ts"\``,
  },
  {
    name: "an import that returns no module",
    text: `export default {
  imports: [() => []],
}`,
    error: `image.ts:2:13: a module must be an object of options, not a list
  hint: \`({ pkgs }) => ({ … })\` returns an object: it stands in parentheses`,
  },
  {
    name: "options beside config",
    text: `export default {
  config: {}, image: {},
}`,
    error: `image.ts:2:22: a module with config cannot have "image" beside (image)
  hint: put it into config`,
  },
  {
    name: "a freeform type that is none",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.submodule({ freeformType: "x", options: {} }) }) },
  config: { a: {} },
}`,
    error: `image.ts:3:58: freeformType must be one of lib.types (a)
  hint: \`freeformType: lib.types.attrsOf(lib.types.str)\` takes any name with a text`,
  },
  {
    name: "an apply that is no function",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ apply: 3 }) },
}`,
    error:
      "image.ts:3:29: TypeError: the apply of mkOption must be a function, not a number\n  hint: it takes the merged value and returns what modules read",
  },
  {
    name: "an apply that throws",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.int, default: 3, apply: (n) => {
    throw new Error("bad " + n);
  } }) },
}`,
    error: "image.ts:4:20: bad 3 (a)",
  },
  {
    name: "an apply that returns a function",
    text: `import { lib } from "decl";
export default {
  options: { a: lib.mkOption({ type: lib.types.int, default: 3, apply: (n) => () => n }) },
}`,
    error: `image.ts:3:14: a function is not a configuration value (a)
  hint: call it, and use what it returns`,
  },
  {
    name: "two values for one option",
    text: `import b from "./b.ts";
export default {
  imports: [b],
  image: { name: "a" },
}`,
    files: { "b.ts": 'export default { image: { name: "b" } };' },
    error: `b.ts:1:33: has conflicting definitions: b.ts:1:33 says "b", image.ts:4:18 says "a" (image.name)
  hint: lib.mkForce makes one of them win, lib.mkDefault makes one of them yield`,
  },
  {
    name: "a misspelt choice",
    text: 'export default { image: { files: { "/a": { type: "fil" } } } }',
    error: `image.ts:1:50: must be one of "file", "directory", "symlink" (image.files./a.type)
  hint: did you mean "file"?`,
  },
  {
    name: "a text for true",
    text: 'export default { image: { interactive: "true" } }',
    error: `image.ts:1:40: must be true or false (image.interactive)
  hint: write true instead of "true"`,
  },
  {
    name: "null for what cannot be null",
    text: "export default { image: { interactive: null } }",
    error: `image.ts:1:40: must be true or false (image.interactive)
  hint: this is null`,
  },
  {
    name: "an option of config that there is not",
    text: "export default ({ config }) => ({ image: { name: config.imag.name } })",
    error: `image.ts:1:61: TypeError: cannot read property 'name' of undefined
  hint: is the name before it right? \`?.\` reads what may not be there`,
  },
  {
    name: "an assignment to config",
    text: 'export default ({ config }) => { config.image.name = "x"; return {}; }',
    error: `image.ts:1:46: TypeError: 'name' is read-only
  hint: config is only read: what a module returns is what it defines`,
  },
  {
    name: "options of its own in JSON",
    file: "image.json",
    text: '{ "options": {} }',
    error: `image.json:1:3: there is no option "options"
  hint: only a declaration in TypeScript can have options`,
  },
  {
    name: "an object for a package in JSON",
    file: "image.json",
    text: '{ "environment": { "systemPackages": [{}] } }',
    error: `image.json:1:39: must be a package (environment.systemPackages.0)
  hint: this is an object`,
  },
  {
    name: "null for a set of options in JSON",
    file: "image.json",
    text: '{ "image": null }',
    error: `image.json:1:12: must be an object (image)
  hint: this is null`,
  },
  {
    name: "a number for an instance of a submodule",
    text: `import { lib } from "decl";
export default {
  options: { u: lib.mkOption({ type: lib.types.attrsOf(lib.types.submodule({ options: {} })) }) },
  config: { u: { x: 5 } },
}`,
    error: `image.ts:4:21: must be an object (u.x)
  hint: this is 5`,
  },
  {
    name: "an option of what has none",
    text: 'export default { image: { exposedPorts: { "80/tcp": { a: 1 } } } }',
    error: `image.ts:1:55: there is no option "image.exposedPorts."80/tcp".a"
  hint: image.exposedPorts."80/tcp" has no options`,
  },
];

describe("a wrong declaration is told its mistake, the place and a way out:", () => {
  it.each(WRONG)("$name", async ({ text, error, file = "image.ts", files = {} }) => {
    // decl's own assertions come first in the list.
    const printed = (await errorOf(configure(text, { file, files }))).replaceAll(/\bassertions\.\d+/g, "assertions.N");
    expect(printed).toBe(error);
  });

  it("every one has a place in a file, and all but the declaration's own errors a hint", () => {
    for (const { name, error } of WRONG) {
      expect(error, name).toMatch(/^[\w./]+\.(?:ts|json):\d+:\d+: /);
      if (!/assertion|throws/.test(name)) expect(error, name).toContain("\n  hint: ");
    }
  });

  it("an option without a value that decl itself reads, at the instance", async () => {
    const text = "export default {\n  nixpkgs: { binaryCaches: [{ priority: 1 }] },\n}";
    expect(await errorOf(configure(text))).toMatch(
      /^image\.ts:2:29: the option nixpkgs\.binaryCaches\.0\.url is used but has no value\n {2}hint: it must be /,
    );
  });

  it("a warning stands where it was written", async () => {
    const { warnings } = await configure('export default {\n  warnings: ["careful"],\n}');
    expect(warnings).toMatchObject([
      { message: "careful", place: { file: "image.ts", start: { line: 2, column: 14 } } },
    ]);
  });
});
