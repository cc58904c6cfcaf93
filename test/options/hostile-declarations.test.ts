import { describe, expect, it } from "vitest";
import { SANDBOX_LIMITS } from "../../src/declaration/limits.ts";
import { configure, errorOf } from "../declaration/declare.ts";

/** What careless and malicious people write, and all that is said of it. */
const WRONG: readonly {
  readonly name: string;
  readonly file?: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly error: string;
}[] = [
  {
    name: "brackets without end",
    text: `export default { image: { labels: ${"[".repeat(20_000)}${"]".repeat(20_000)} } };`,
    error:
      "image.ts:1:1: brackets are nested too deeply in this file\n  hint: no option needs that: is a bracket that closes missing?",
  },
  {
    name: "a relative path for a file",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "x": { text: "x" } } } });',
    error: 'image.ts:1:56: must be an absolute path without .., . and // in it (image.files.x)\n  hint: this is "x"',
  },
  {
    name: "a symlink that leads nowhere",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "/x": { type: "symlink" } } } });',
    error:
      'image.ts:1:62: failed assertion: image.files."/x" is a symlink that leads nowhere\n  hint: `target: "/srv/x"` says where',
  },
  {
    name: "a file that is a folder too",
    text: 'export default ({ pkgs, lib }) => ({ environment: { etc: { "x": { text: "x" }, "x/y": { text: "y" } } } });',
    error:
      "image.ts:1:87: failed assertion: /etc/x/y cannot be made: /etc/x is a file, and not a folder\n  hint: give one of them another name",
  },
  {
    name: "mkIf without a definition",
    text: 'import { lib } from "decl"; export default { image: lib.mkIf(true) };',
    error:
      "image.ts:1:61: TypeError: mkIf needs a value to define\n  hint: `lib.mkIf(condition, value)` defines the value if the condition holds",
  },
  {
    name: "a health check without a program",
    text: "export default ({ pkgs, lib }) => ({ image: { healthcheck: {} } });",
    error:
      'image.ts:1:60: failed assertion: image.healthcheck.test must name the program that checks\n  hint: `test: ["curl", "-f", "http://localhost/"]` is one, and `["NONE"]` turns off that of the base image',
  },
  {
    name: "a port that there cannot be",
    text: 'export default ({ pkgs, lib }) => ({ image: { exposedPorts: { "99999/tcp": {} } } });',
    error: 'image.ts:1:63: must be a port such as "80/tcp" (image.exposedPorts.99999/tcp)\n  hint: this is "99999/tcp"',
  },
  {
    name: "a name that is special in JavaScript",
    text: 'export default ({ pkgs, lib }) => ({ image: { labels: { ["__proto__"]: "x" } } });',
    error: 'image.ts:1:55: "__proto__" cannot be a name (image.labels.__proto__)\n  hint: it is special in JavaScript',
  },
  {
    name: "the same in JSON",
    file: "image.json",
    text: '{ "image": { "labels": { "__proto__": "x" } } }',
    error:
      'image.json:1:26: "__proto__" cannot be a name (image.labels.__proto__)\n  hint: it is special in JavaScript',
  },
  {
    name: "an import of what is not exported",
    text: 'import { nope } from "./b.ts"; export default { imports: [nope] };',
    files: { "b.ts": "export const yes = {};" },
    error: 'image.ts:1:10: "./b.ts" exports no "nope"\n  hint: types are imported with `import type`',
  },
  {
    name: "an import of a default export that there is not",
    text: 'import b from "./b.ts"; export default { imports: [b] };',
    files: { "b.ts": "export const yes = {};" },
    error: 'image.ts:1:8: "./b.ts" has no default export\n  hint: write `import { yes }`, or `export default` there',
  },
  {
    name: "a type that is imported as a value",
    text: 'import { image, Options } from "decl"; export default image({});',
    error:
      'image.ts:1:17: "decl" exports no "Options"\n  hint: it has build, context, image, images, lib, module, nix, storePath; types are imported with `import type`',
  },
  {
    name: "a misspelt import of decl",
    text: 'import { imge } from "decl"; export default imge({});',
    error: 'image.ts:1:10: "decl" exports no "imge"\n  hint: did you mean "image" or "images"?',
  },
  {
    name: "files that need each other to begin with",
    text: 'import b from "./b.ts"; export default { imports: [b] };',
    files: {
      "b.ts": 'import c from "./c.ts"; export default { imports: [c] };',
      "c.ts": 'import b from "./b.ts"; export default { imports: [b] };',
    },
    error:
      "c.ts:1:52: ReferenceError: b is not initialized\n  hint: it is read before the line that makes it, or files import each other in a circle",
  },
  {
    name: "a date",
    text: "export default ({ pkgs, lib }) => ({ image: { labels: { a: new Date(0) } } });",
    error:
      "image.ts:1:60: a Date is not a configuration value (image.labels.a)\n  hint: a configuration is made of texts, numbers, true, false, null, lists and objects",
  },
  {
    name: "a map",
    text: 'export default ({ pkgs, lib }) => ({ image: { labels: new Map([["a", "b"]]) } });',
    error:
      "image.ts:1:55: a Map is not a configuration value (image.labels)\n  hint: a configuration is made of texts, numbers, true, false, null, lists and objects",
  },
  {
    name: "a big integer",
    text: "export default ({ pkgs, lib }) => ({ image: { stopTimeout: 5n } });",
    error:
      "image.ts:1:60: a bigint is not a configuration value (image.stopTimeout)\n  hint: write it as a text or a number",
  },
  {
    name: "a symbol",
    text: 'export default ({ pkgs, lib }) => ({ image: { name: Symbol("x") } });',
    error: "image.ts:1:53: a symbol is not a configuration value (image.name)\n  hint: write it as a text or a number",
  },
  {
    name: "a symbol for a name",
    text: 'export default ({ pkgs, lib }) => ({ image: { [Symbol("x")]: "a" } });',
    error: "image.ts:1:45: a symbol cannot be a name (image)\n  hint: names are texts",
  },
  {
    name: "an object of a class",
    text: 'class A { name = "x" } export default { image: new A() };',
    error:
      "image.ts:1:48: an A is not a configuration value (image)\n  hint: a configuration is made of texts, numbers, true, false, null, lists and objects",
  },
  {
    name: "a proxy that throws",
    text: 'export default { image: new Proxy({}, { ownKeys() { throw new Error("trap"); } }) };',
    error: "image.ts:1:68: trap",
  },
  {
    name: "a promise for a module",
    text: "export default Promise.resolve({});",
    error: "image.ts:1:1: a declaration cannot be asynchronous\n  hint: leave out `async` and `await`",
  },
  {
    name: "a generator for a module",
    text: "export default function* () { yield {}; }",
    error:
      "image.ts:1:1: an image must be an object of options, not an object of a class\n  hint: `({ pkgs }) => ({ … })` returns an object: it stands in parentheses",
  },
  {
    name: "a thrown object",
    text: "export default () => { throw { a: 1 }; };",
    error: 'image.ts:1:30: {"a":1} was thrown\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "null that is thrown",
    text: "export default () => { throw null; };",
    error: 'image.ts:1:30: null was thrown\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "undefined that is thrown",
    text: "const f = () => {\n  throw undefined;\n};\nexport default () => f();",
    error: 'image.ts:2:9: undefined was thrown\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "a promise that null comes of",
    text: "await Promise.reject(null); export default {};",
    error: 'image.ts:1:29: null was thrown\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "a text that is thrown",
    text: 'export default () => { throw "no\\x1b[31m", "way"; };',
    error: "image.ts:1:30: way",
  },
  {
    name: "a thrown object that contains itself",
    text: "const e: any = {}; e.e = e;\nexport default () => { throw e; };",
    error: 'image.ts:2:30: an object was thrown\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "a thrown object that lies about its place",
    text: 'export default () => { throw { message: "x", stack: "at f (image.ts:99999:3)" }; };',
    error: "image.ts:1:30: x",
  },
  {
    name: "a thrown object whose message never comes",
    text: "export default () => { throw { get message() { for (;;); } }; };",
    error:
      'image.ts:1:1: what this declaration throws cannot be read\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "an error whose stack never comes",
    text: 'const e = new Error("x");\nObject.defineProperty(e, "stack", { get() { for (;;); } });\nexport default () => { throw e; };',
    error:
      'image.ts:3:1: what this declaration throws cannot be read\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "errors of many modules that never come",
    text: "const m = () => { throw { get message() { for (;;); } }; };\nexport default { imports: Array.from({ length: 20 }, () => () => m()) };",
    error:
      'image.ts:2:1: what this declaration throws cannot be read\n  hint: `throw new Error("…")` says in words what is wrong',
  },
  {
    name: "escape sequences in a name",
    text: 'export default { image: { "na\\x1b[31mme\\n": "x" } };',
    error:
      'image.ts:1:27: there is no option "image."na\\u001b[31mme\\n""\n  hint: `decl options image` lists those there are',
  },
  {
    name: "escape sequences in an error",
    text: 'export default () => { throw new Error("\\x1b]0;title\\x07\\u202e"); };',
    error: "image.ts:1:39: \\u001b]0;title\\u0007\\u202e",
  },
  {
    name: "a name of a megabyte",
    text: 'export default { image: { ["y".repeat(1e6)]: "z" } };',
    error: `image.ts:1:25: there is no option "image."${"y".repeat(79)}…""\n  hint: \`decl options image\` lists those there are`,
  },
  {
    name: "modules without end",
    text: "const m = () => ({ imports: [() => m()] });\nexport default m();",
    error:
      "image.ts:1:30: modules import each other more than 100 deep\n  hint: is there a function that makes a new module each time, which imports what the function makes?",
  },
  {
    name: "a submodule with an instance of itself by default",
    text: 'import { lib } from "decl"; const { mkOption, types } = lib;\nconst t = types.submodule(() => ({ options: { s: mkOption({ type: types.attrsOf(t), default: { a: {} } }) } }));\nexport default { options: { x: mkOption({ type: t, default: {} }) } };',
    error:
      "image.ts:2:99: options are nested more than 100 deep (x.s.a.s.a.s)\n  hint: does a submodule have an instance of itself by default?",
  },
  {
    name: "an option with a name that is special in JavaScript",
    text: 'import { lib } from "decl"; export default { options: { ["__proto__"]: lib.mkOption({ type: lib.types.str }) } };',
    error:
      'image.ts:1:55: "__proto__" cannot be the name of an option (__proto__)\n  hint: it is special in JavaScript',
  },
  {
    name: "an image whose name no command line takes",
    text: 'import { images } from "decl"; export default images({ "--x\\n": {} });',
    error:
      'image.ts:1:53: TypeError: images() takes letters, digits and _ . - / for a name, not "--x\\n"\n  hint: `images({ web: { … }, worker: { … } })`: --target web chooses',
  },
  {
    name: "a home that leads elsewhere",
    text: 'export default { users: { users: { a: { isNormalUser: true, home: "/home/../etc" } } } };',
    error:
      'image.ts:1:67: must be an absolute path without .., . and // in it, and without ":" (users.users.a.home)\n  hint: this is "/home/../etc"',
  },
  {
    name: "another line of /etc/passwd in a shell",
    text: 'export default { users: { users: { a: { isNormalUser: true, shell: "/bin/sh\\nx::0:0" } } } };',
    error:
      'image.ts:1:68: must be an absolute path without .., . and // in it, and without ":" or a package (users.users.a.shell)\n  hint: this is "/bin/sh\\nx::0:0"',
  },
  {
    name: "a server's name that leads elsewhere",
    text: 'export default { services: { redis: { servers: { "../x": { enable: true } } } } };',
    error:
      'image.ts:1:50: must be a name of up to 24 letters, digits and _ . - (services.redis.servers.../x)\n  hint: this is "../x"',
  },
  {
    name: "a wrong time zone, from which more follows",
    text: 'export default { networking: { hostName: "a b" }, image: { labels: { a: 1 } } };',
    error:
      'image.ts:1:42: must be a host name without dots (networking.hostName)\n  hint: this is "a b"\nimage.ts:1:73: must be a string (image.labels.a)\n  hint: write "1" instead of 1',
  },
  {
    name: "a word too many",
    text: 'export default {\n  image: { name: "x", },\n  oops oops\n};',
    error: 'image.ts:3:8: unexpected "oops"\n  hint: is a bracket, a quote or a comma missing, here or before it?',
  },
  {
    name: "a quote that is missing",
    text: 'export default { image: { name: "x } };',
    error:
      "image.ts:1:33: unterminated string constant\n  hint: is a bracket, a quote or a comma missing, here or before it?",
  },
  {
    name: "TypeScript that makes code",
    text: "enum A { B }\nexport default {};",
    error:
      "image.ts:1:1: TypeScript enum is not supported in strip-only mode\n  hint: only TypeScript that goes away when types are removed can be used here",
  },
  {
    name: "a mistake behind a byte order mark",
    text: '\uFEFFexport default { image: { nam: "x" } };',
    error: 'image.ts:1:28: there is no option "image.nam"\n  hint: did you mean "name" or "tag"?',
  },
  {
    name: "a mistake in JSON behind a byte order mark",
    file: "image.json",
    text: '\uFEFF{ "image": { "nam": "x" } }',
    error: 'image.json:1:15: there is no option "image.nam"\n  hint: did you mean "name" or "tag"?',
  },
  {
    name: "a mistake between line ends of Windows",
    text: '// syntax=decl/frontend\r\nexport default {\r\n  image: { nam: "x" },\r\n};\r\n',
    error: 'image.ts:3:12: there is no option "image.nam"\n  hint: did you mean "name" or "tag"?',
  },
  {
    name: "a mistake behind tabs",
    text: 'export default {\n\t\timage: { nam: "x" },\n};',
    error: 'image.ts:2:12: there is no option "image.nam"\n  hint: did you mean "name" or "tag"?',
  },
  {
    name: "a mistake behind characters of two units",
    text: 'export default { /* 😀ü */ image: { nam: "x" } };',
    error: 'image.ts:1:37: there is no option "image.nam"\n  hint: did you mean "name" or "tag"?',
  },
  {
    name: "pkgs itself in a text",
    text: "export default ({ pkgs }) => ({ image: { cmd: [`${pkgs}/bin`] } });",
    error: "image.ts:1:48: pkgs itself is not a package (image.cmd.0)\n  hint: name one: `pkgs.hello`",
  },
  {
    name: "a list of all packages",
    text: "export default ({ pkgs }) => ({ environment: { systemPackages: [...pkgs] } });",
    error:
      "image.ts:1:68: TypeError: value is not iterable\n  hint: only lists can be spread with `...`; pkgs has no list of its packages",
  },
  {
    name: "an assignment to pkgs",
    text: "export default ({ pkgs }) => { pkgs.hello = 1; return {}; };",
    error:
      "image.ts:1:36: TypeError: pkgs cannot be changed by a declaration\n  hint: pkgs is only read: `pkgs.hello` names a package",
  },
  {
    name: "single quotes in JSON",
    file: "image.json",
    text: "{ 'image': { 'name': 'x' } }",
    error:
      "image.json:1:3: not valid JSON: invalid symbol, at \"'image'\"\n  hint: names and texts stand in double quotes, and there is a comma between two members",
  },
  {
    name: "a comma that is missing in JSON",
    file: "image.json",
    text: '{ "image": { "name": "x" "tag": "y" } }',
    error:
      'image.json:1:26: not valid JSON: comma expected, at "\\"tag\\""\n  hint: two members have a comma between them',
  },
  {
    name: "a brace that is missing in JSON",
    file: "image.json",
    text: '{ "image": { "name": "x" }',
    error: "image.json:1:27: not valid JSON: close brace expected\n  hint: a { is not closed",
  },
  {
    name: "two values in JSON",
    file: "image.json",
    text: "{} {}",
    error:
      'image.json:1:4: not valid JSON: end of file expected, at "{"\n  hint: a file is one value: something is left behind its end',
  },
  {
    name: "an empty JSON file",
    file: "image.json",
    text: "",
    error:
      'image.json:1:1: not valid JSON: it is empty\n  hint: `{ "syntax": "decl/frontend", "image": { "name": "web" } }` is an image',
  },
  {
    name: "a list for an image in JSON",
    file: "image.json",
    text: "[]",
    error: 'image.json:1:1: an image must be an object of options\n  hint: `{ "image": { "name": "web" } }` is one',
  },
  {
    name: "a name that stands twice in JSON",
    file: "image.json",
    text: '{ "image": {}, "image": {} }',
    error: 'image.json:1:16: "image" stands twice in this object\n  hint: one of them would be lost: join them',
  },
  {
    name: "a package without a name in JSON",
    file: "image.json",
    text: '{ "image": { "cmd": ["${pkgs.}/bin/x"] } }',
    error:
      "image.json:1:22: ${pkgs.} is no package\n  hint: in JSON `${pkgs.hello}` is the path of a package, `${builds.app}` that of a build, and `$${` stands for a plain `${`",
  },
  {
    name: "a package without an end in JSON",
    file: "image.json",
    text: '{ "image": { "cmd": ["${pkgs.hello/bin/x"] } }',
    error:
      "image.json:1:22: ${pkgs.hello/bin/x is no package\n  hint: in JSON `${pkgs.hello}` is the path of a package, `${builds.app}` that of a build, and `$${` stands for a plain `${`",
  },
  {
    name: "another variable in JSON",
    file: "image.json",
    text: '{ "image": { "cmd": ["${config.image.name}"] } }',
    error:
      "image.json:1:22: ${config.image.name} is no package\n  hint: in JSON `${pkgs.hello}` is the path of a package, `${builds.app}` that of a build, and `$${` stands for a plain `${`",
  },
  {
    name: "a zero byte in JSON",
    file: "image.json",
    text: '{ "image": { "name": "a\\u0000b" } }',
    error: "image.json:1:22: a text cannot hold a zero byte (image.name)\n  hint: files with one come by context()",
  },
  {
    name: "mkIf on what may be null",
    text: 'import { lib } from "decl"; export default ({ config }) => ({ image: lib.mkIf(config.image.name, { tag: "x" }) });',
    error:
      "image.ts:1:78: TypeError: mkIf needs true or false, not null\n  hint: a comparison makes a condition: `config.image.name !== null`",
  },
  {
    name: "an enum of a text",
    text: 'import { lib } from "decl"; export default { options: { a: lib.mkOption({ type: lib.types.enum("a") }) } };',
    error:
      'image.ts:1:95: TypeError: enum needs a list of values, not a string\n  hint: such as lib.types.enum(["a", "b"])',
  },
  {
    name: "a default of another type",
    text: 'import { lib } from "decl"; export default ({config}) => ({ options: { a: lib.mkOption({ type: lib.types.int, default: "x" }) }, config: { image: { labels: { a: String(config.a) } } } });',
    error: 'image.ts:1:75: must be a whole number (a)\n  hint: this is "x"',
  },
  {
    name: "a pattern that is none",
    text: 'import { lib } from "decl"; export default { options: { a: lib.mkOption({ type: lib.types.strMatching("(") }) }, config: { a: "x" } };',
    error:
      "image.ts:1:102: SyntaxError: expecting ')'\n  hint: a pattern is a regular expression as JavaScript has them, in a text",
  },
  {
    name: "a pattern that takes for ever",
    text: 'import { lib } from "decl"; export default { options: { a: lib.mkOption({ type: lib.types.strMatching("(a+)+b") }) }, config: { a: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } };',
    error:
      "image.ts:1:132: the pattern /(a+)+b/ takes too long on a text of 35 characters (a)\n  hint: a repetition in a repetition, as in (a+)+, can be tried in too many ways",
  },
  {
    name: "a pattern that takes for ever on many texts",
    text: 'import { lib } from "decl"; export default { options: { a: lib.mkOption({ type: lib.types.listOf(lib.types.strMatching("(b+)+c")) }) }, config: { a: Array(200).fill("b".repeat(35)) } };',
    error: [
      ...Array.from(
        { length: 100 },
        (_, i) =>
          `image.ts:1:150: the pattern /(b+)+c/ takes too long on a text of 35 characters (a.${i})\n  hint: a repetition in a repetition, as in (a+)+, can be tried in too many ways`,
      ),
      "100 more mistakes are not shown",
    ].join("\n"),
  },
  {
    name: "a zero byte in a variable",
    text: 'export default ({ pkgs, lib }) => ({ image: { env: { A: "a\\0b" } } });',
    error: "image.ts:1:57: a text cannot hold a zero byte (image.env.A)\n  hint: files with one come by context()",
  },
  {
    name: "a zero byte in a file's name",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "/a\\0b": { text: "x" } } } });',
    error: "image.ts:1:56: a name cannot hold a zero byte (image.files./a\\u0000b)\n  hint: leave it out",
  },
  {
    name: "half a character",
    text: 'export default ({ pkgs, lib }) => ({ image: { labels: { A: "\\ud800" } } });',
    error:
      "image.ts:1:60: this text is not Unicode: it holds half a character (image.labels.A)\n  hint: a surrogate stands alone in it",
  },
  {
    name: "a file of /etc that is not in /etc",
    text: 'export default ({ pkgs, lib }) => ({ environment: { etc: { "../x": { text: "x" } } } });',
    error:
      'image.ts:1:68: must be a path below /etc, without a slash at its beginning (environment.etc.../x.target)\n  hint: this is "../x"',
  },
  {
    name: "an absolute path below /etc",
    text: 'export default ({ pkgs, lib }) => ({ environment: { etc: { "/x": { text: "x" } } } });',
    error:
      'image.ts:1:66: must be a path below /etc, without a slash at its beginning (environment.etc./x.target)\n  hint: this is "/x"',
  },
  {
    name: "a file of /etc that two entries make",
    text: 'export default ({ pkgs, lib }) => ({ environment: { etc: { "x": { text: "x" }, "y": { target: "x", text: "y" } } } });',
    error:
      'image.ts:1:65: failed assertion: /etc/x is defined twice: by environment.etc."x" and environment.etc."y" (also image.ts:1:85)\n  hint: one of them can be left out, or be somewhere else',
  },
  {
    name: "a file of /etc that is made of nothing",
    text: 'export default ({ pkgs, lib }) => ({ environment: { etc: { "x": {} } } });',
    error:
      'image.ts:1:65: failed assertion: environment.etc."x" needs a text or a source\n  hint: `text: "…"` is what the file holds, `source: context("./file")` or a file of a package is where it comes from',
  },
  {
    name: "a file that is not below the root",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "/../x": { text: "x" } } } });',
    error:
      'image.ts:1:56: must be an absolute path without .., . and // in it (image.files./../x)\n  hint: this is "/../x"',
  },
  {
    name: "a file in the Nix store",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "/nix/store/x": { text: "x" } } } });',
    error:
      "image.ts:1:72: failed assertion: /nix/store/x cannot be made: /nix/store holds packages alone\n  hint: it can be anywhere else, e.g. below /etc or /srv",
  },
  ...["/nix/store", "/nix/store/", "/nix"].map((home) => ({
    name: `a home at ${home}`,
    text: `export default { users: { users: { web: { isNormalUser: true, home: "${home}" } } } };`,
    error: `image.ts:1:69: failed assertion: ${home} cannot be made: /nix/store holds packages alone\n  hint: it can be anywhere else, e.g. below /etc or /srv`,
  })),
  ...["/run/decl", "/run/decl/environment"].map((path) => ({
    name: `a file at ${path}`,
    text: `export default { image: { files: { "${path}": { text: "" } } } };`,
    error: `image.ts:1:${49 + path.length - 9}: failed assertion: ${path} cannot be made: in /run/decl is what the image's init knows of its services\n  hint: it can be anywhere else, e.g. in another folder of /run`,
  })),
  {
    name: "contents that take the place of the Nix store",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context("x"), target: "/nix/store" }] } };',
    error:
      "image.ts:1:70: failed assertion: /nix/store cannot be made: /nix/store holds packages alone\n  hint: it can be anywhere else, e.g. below /etc or /srv",
  },
  {
    name: "a file whose name says in a layer that a file is removed",
    text: 'export default { image: { files: { "/etc/.wh.passwd": { text: "" } } } };',
    error:
      "image.ts:1:55: failed assertion: /etc/.wh.passwd cannot be made: in the layers of an image .wh.passwd is no file, but says that one is removed\n  hint: give it a name that does not begin with .wh.",
  },
  {
    name: "a file in /proc",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "/proc/x": { text: "x" } } } });',
    error:
      "image.ts:1:67: failed assertion: /proc/x would not be seen: a container has its own /proc\n  hint: what is there is up to the kernel and to docker run",
  },
  {
    name: "a user's number that Linux cannot have",
    text: 'export default ({ pkgs, lib }) => ({ image: { files: { "/x": { text: "x", uid: 99999999999 } } } });',
    error:
      "image.ts:1:80: must be a whole number from 0 to 4294967294 (image.files./x.uid)\n  hint: this is 99999999999",
  },
  {
    name: "files outside of the context",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context("../x"), target: "/x" }] } };',
    error:
      'image.ts:1:87: TypeError: context("../x"): the path must be relative and stay inside of the context\n  hint: `context("./www")` is a folder beside the declaration',
  },
  {
    name: "files of the whole machine",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context("/etc"), target: "/x" }] } };',
    error:
      'image.ts:1:87: TypeError: context("/etc"): the path must be relative and stay inside of the context\n  hint: `context("./www")` is a folder beside the declaration',
  },
  {
    name: "contents that go outside of the image",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context("x"), target: "/../x" }] } };',
    error:
      'image.ts:1:102: must be an absolute path without .., . and // in it (image.contents.0.target)\n  hint: this is "/../x"',
  },
  {
    name: "a zero byte in a path of the context",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context("x\\0"), target: "/x" }] } };',
    error:
      'image.ts:1:87: TypeError: context("x\\u0000"): the path must be relative and stay inside of the context\n  hint: `context("./www")` is a folder beside the declaration',
  },
  {
    name: "contents in the Nix store",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context("x"), target: "/nix/store/x" }] } };',
    error:
      "image.ts:1:70: failed assertion: /nix/store/x cannot be made: /nix/store holds packages alone\n  hint: it can be anywhere else, e.g. below /etc or /srv",
  },
  {
    name: "a context that is no text",
    text: 'import { context } from "decl"; export default { image: { contents: [{ source: context(5), target: "/x" }] } };',
    error:
      'image.ts:1:87: TypeError: context() takes the text of a path\n  hint: `context("./www")` is a folder beside the declaration',
  },
  {
    name: "two users with one number",
    text: "export default ({ pkgs, lib }) => ({ users: { users: { a: { isNormalUser: true, uid: 1000 }, b: { isNormalUser: true, uid: 1000 } } } });",
    error:
      "image.ts:1:86: failed assertion: users.users.a and users.users.b have the same uid: 1000 (also image.ts:1:124)\n  hint: users.enforceIdUniqueness = false allows it",
  },
  {
    name: "two users with one name",
    text: 'export default ({ pkgs, lib }) => ({ users: { users: { a: { isNormalUser: true, name: "x" }, b: { isNormalUser: true, name: "x" } } } });',
    error:
      "image.ts:1:87: failed assertion: users.users.a and users.users.b have the same name: x (also image.ts:1:125)\n  hint: the name of the attribute is the name, unless it has another",
  },
  {
    name: "a user's name with a blank",
    text: 'export default ({ pkgs, lib }) => ({ users: { users: { "a b": { isNormalUser: true } } } });',
    error:
      'image.ts:1:63: must be a name of up to 31 letters, digits and _ . - (users.users.a b.name)\n  hint: this is "a b"',
  },
  {
    name: "a day that there is not",
    text: 'export default ({ pkgs, lib }) => ({ users: { users: { a: { isNormalUser: true, expires: "2030-13-45" } } } });',
    error: 'image.ts:1:90: must be a date such as 2030-12-31 (users.users.a.expires)\n  hint: this is "2030-13-45"',
  },
  {
    name: "options that count each other up",
    text: 'import { lib } from "decl"; const { mkOption, types } = lib;\nconst a = ({ config }) => ({ options: { a: mkOption({ type: types.int, default: 0 }) }, config: { b: config.a + 1 } });\nconst b = ({ config }) => ({ options: { b: mkOption({ type: types.int, default: 0 }) }, config: { a: config.b + 1 } });\nexport default { imports: [a, b] };',
    error:
      "image.ts:3:102: the option a never settles: image.ts keeps changing it\n  hint: a definition must not depend on the value that it changes\nimage.ts:2:102: the option b never settles: image.ts keeps changing it\n  hint: a definition must not depend on the value that it changes",
  },
  {
    name: "a list that grows by itself",
    text: 'export default ({ config }) => ({ image: { cmd: [...(config.image.cmd ?? []), "x"] } });',
    error:
      "image.ts:1:49: the option image.cmd never settles: image.ts keeps changing it\n  hint: a definition must not depend on the value that it changes",
  },
  {
    name: "an import that undoes its own condition",
    text: "export default ({ config }) => ({ imports: config.image.interactive ? [] : [{ image: { interactive: true } }] });",
    error:
      "image.ts:1:101: the option image.interactive never settles: image.ts keeps changing it\n  hint: a definition must not depend on the value that it changes",
  },
  {
    name: "an option that is renamed to itself",
    text: 'import { lib } from "decl";\nconst { mkOption, types, mkIf, mkForce, mkDefault, mkOverride, mkMerge, mkOrder } = lib;\nexport default ({ config }) => ({ options: { old: mkOption({ renamedTo: "old" }) }, config: { old: "x" } });',
    error:
      "image.ts:3:46: options are renamed in a circle: old → old\n  hint: renamedTo is the name of an option that has a type",
  },
  {
    name: "options that are renamed to each other",
    text: 'import { lib } from "decl";\nconst { mkOption, types, mkIf, mkForce, mkDefault, mkOverride, mkMerge, mkOrder } = lib;\nexport default ({ config }) => ({ options: { a: mkOption({ renamedTo: "b" }), b: mkOption({ renamedTo: "a" }) }, config: { a: "x" } });',
    error:
      "image.ts:3:46: options are renamed in a circle: a → b → a\n  hint: renamedTo is the name of an option that has a type",
  },
  {
    name: "an option that is renamed to a number",
    text: 'import { lib } from "decl";\nconst { mkOption, types, mkIf, mkForce, mkDefault, mkOverride, mkMerge, mkOrder } = lib;\nexport default ({ config }) => ({ options: { a: mkOption({ renamedTo: 5 }) }, config: { a: "x" } });',
    error:
      'image.ts:3:57: TypeError: the renamedTo of mkOption must be the name of an option, not a number\n  hint: such as `renamedTo: "services.web.port"`',
  },
  {
    name: "a priority that is no number",
    text: 'import { lib } from "decl"; export default { image: { name: lib.mkOverride("high", "x") } };',
    error:
      "image.ts:1:75: TypeError: mkOverride needs a number, not a string\n  hint: `lib.mkOverride(90, value)`: lower wins, a plain definition has 100",
  },
  {
    name: "a priority of NaN",
    text: 'import { lib } from "decl"; export default { image: { name: lib.mkOverride(NaN, "x") } };',
    error:
      "image.ts:1:75: TypeError: mkOverride needs a number, not NaN\n  hint: `lib.mkOverride(90, value)`: lower wins, a plain definition has 100",
  },
  {
    name: "a priority for nothing",
    text: 'import { lib } from "decl"; export default { image: { name: lib.mkOverride(10) } };',
    error:
      "image.ts:1:75: TypeError: mkOverride needs a value to define\n  hint: `lib.mkOverride(90, value)`: lower wins, a plain definition has 100",
  },
  {
    name: "mkForce of nothing",
    text: 'import { lib } from "decl"; export default { image: { name: lib.mkForce() } };',
    error:
      "image.ts:1:72: TypeError: mkForce needs a value to define\n  hint: `lib.mkOverride(90, value)`: lower wins, a plain definition has 100",
  },
  {
    name: "an order that is no number",
    text: 'import { lib } from "decl"; export default { image: { run: lib.mkOrder("first", "x") } };',
    error:
      "image.ts:1:71: TypeError: mkOrder needs a number, not a string\n  hint: `lib.mkOrder(500, value)`: lower comes first, a plain definition has 1000",
  },
  {
    name: "mkMerge of one object",
    text: 'import { lib } from "decl"; export default { image: lib.mkMerge({ name: "x" }) };',
    error:
      "image.ts:1:64: TypeError: mkMerge needs a list, not an object\n  hint: `lib.mkMerge([{ … }, { … }])` takes several definitions",
  },
  {
    name: "a number that is none",
    text: "export default ({ pkgs, lib }) => ({ image: { stopTimeout: NaN } });",
    error:
      "image.ts:1:60: NaN is not a number that a configuration can hold (image.stopTimeout)\n  hint: was it calculated from nothing?",
  },
  {
    name: "a value that contains itself",
    text: "const a: any = {}; a.a = a; export default { image: { labels: a } };",
    error:
      "image.ts:1:16: this value contains itself (image.labels.a)\n  hint: a configuration is a tree: no part of it holds what it is in",
  },
  {
    name: "an object with a prototype of its own",
    text: 'export default ({ pkgs, lib }) => ({ image: { labels: { __proto__: { a: "b" } } } });',
    error:
      "image.ts:1:55: an Object is not a configuration value (image.labels)\n  hint: a configuration is made of texts, numbers, true, false, null, lists and objects",
  },
];

describe("a hostile declaration is told its mistake, the place and a way out:", () => {
  it.each(WRONG)("$name", async ({ text, error, file = "image.ts", files = {} }) => {
    expect(await errorOf(configure(text, { file, files }))).toBe(error);
  });
});

describe("a declaration that is too large", () => {
  it("is refused at the option that holds most", { timeout: 60_000 }, async () => {
    const list = "Array.from({ length: 200_001 }, (_, i) => String(i))";
    expect(await errorOf(configure(`export default { image: { name: "x", cmd: ${list} } };`))).toBe(
      "image.ts:1:43: a declaration cannot hold more than 200000 values (image.cmd)\n" +
        "  hint: files and folders of any size come by image.contents",
    );
    expect(await errorOf(configure('export default { image: { labels: { a: "x".repeat(2 ** 24 + 1) } } };'))).toMatch(
      /^image\.ts:1:35: a declaration cannot hold more than 16 MiB of text \(image\.labels\)\n {2}hint: /,
    );
  });
});

describe("100,000 unknown options", () => {
  const unknown = "Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`option${i}`, 1]))";

  it("are a hundred errors and a number, or take too long", async () => {
    const error = await errorOf(configure(`export default { image: ${unknown} };`, { limits: SANDBOX_LIMITS }));
    expect(error).toMatch(
      /^image\.ts:1:25: there is no option "image\.option0"\n[\s\S]*\n99900 more mistakes are not shown$|^image\.ts:1:\d+: the declaration ran for more than 10 s\n {2}hint: .*$/,
    );
    expect(error.length).toBeLessThan(20_000);
  });

  it("that take too long are an error too", async () => {
    const limits = { ...SANDBOX_LIMITS, milliseconds: 300 };
    expect(await errorOf(configure(`export default ${unknown};`, { limits }))).toMatch(
      /^image\.ts:1:\d+: the declaration ran for more than 0.3 s\n {2}hint: .*$/,
    );
  });
});

it("a byte order mark, line ends of Windows, comments and trailing commas in JSON do no harm", async () => {
  const json = '\uFEFF{ // an image\r\n  "image": { "name": "x", },\r\n}\r\n';
  expect((await configure(json, { file: "image.json" })).config.image.name).toBe("x");
  const script = '\uFEFF// syntax=decl/frontend\r\nexport default {\r\n  image: { name: "x" },\r\n};\r\n';
  expect((await configure(script)).config.image.name).toBe("x");
});
