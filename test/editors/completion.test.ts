import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { packageTypes } from "../../src/cli/package-types.ts";

/** The little of TypeScript's language service that is asked here. */
interface LanguageService {
  getCompletionsAtPosition(
    file: string,
    at: number,
    options: object,
  ): { readonly entries: readonly { readonly name: string }[] } | undefined;
  getQuickInfoAtPosition(
    file: string,
    at: number,
  ):
    | {
        readonly documentation?: readonly { readonly text: string }[];
        readonly tags?: readonly { readonly name: string; readonly text?: readonly { readonly text: string }[] }[];
      }
    | undefined;
}

const ts = createRequire(import.meta.filename)("typescript");
const ROOT = resolve(import.meta.dirname, "../..");
const FILE = join(ROOT, "image.ts");
/** What `decl types` writes beside it. */
const PACKAGES = join(ROOT, "image.packages.d.ts");
const entry = { name: "a", outputs: {}, defaultOutput: "out" };
const packages = packageTypes("image.ts", {
  from: "table",
  option: "",
  table: { version: 1, systems: { "x86_64-linux": { hello: entry, "python3Packages.requests": entry } } },
});
let current = "";
let version = 0;

const compilerOptions = {
  ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, lib: ["lib.es2024.d.ts"], strict: true },
  ...{ allowImportingTsExtensions: true, noEmit: true, types: [] },
  paths: { decl: [join(ROOT, "src/declaration/decl.d.ts")] },
};
const service: LanguageService = ts.createLanguageService({
  getScriptFileNames: () => [FILE, PACKAGES],
  getScriptVersion: (file: string) => (file === FILE ? String(version) : "0"),
  getScriptSnapshot: (file: string) => {
    const text = file === FILE ? current : file === PACKAGES ? packages : ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => ROOT,
  getCompilationSettings: () => compilerOptions,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (file: string) => file === FILE || file === PACKAGES || ts.sys.fileExists(file),
  readFile: ts.sys.readFile,
  directoryExists: ts.sys.directoryExists,
});

/** Opens a declaration; `▸` is where the cursor is. */
function open(text: string): number {
  const whole = `import { image, images, lib, module } from "decl";\n${text}`;
  const at = whole.indexOf("▸");
  current = whole.replace("▸", "");
  version++;
  return at;
}

function completions(text: string): string[] {
  const found = service.getCompletionsAtPosition(FILE, open(text), {});
  return (found?.entries ?? []).map(({ name }) => name);
}

/** What is shown beside the name that begins at the cursor: its description, and its tags. */
function hover(text: string): string {
  const info = service.getQuickInfoAtPosition(FILE, open(text));
  const tags = (info?.tags ?? []).map(({ name, text = [] }) => `@${name} ${text.map((part) => part.text).join("")}`);
  return [(info?.documentation ?? []).map((part) => part.text).join(""), ...tags].join("\n");
}

/** The same place in a value, in what functions return, and below properties. */
const FORMS: Readonly<Record<string, (inside: string) => string>> = {
  "a value": (inside) => `image({ ${inside} });`,
  "a function": (inside) => `image(({ pkgs }) => ({ ${inside} }));`,
  "a function with a body": (inside) => `image(({ pkgs }) => { const a = 1; return { ${inside} }; });`,
  "a module": (inside) => `module(() => ({ ${inside} }));`,
  "an image of several": (inside) => `images({ web: ({ pkgs }) => ({ ${inside} }), b: {} });`,
  config: (inside) => `image(({ pkgs }) => ({ imports: [], config: { ${inside} } }));`,
  "an import": (inside) => `image(({ pkgs }) => ({ imports: [() => ({ ${inside} })] }));`,
  mkIf: (inside) => `image(({ pkgs }) => lib.mkIf(true, { ${inside} }));`,
  mkMerge: (inside) => `image(({ pkgs }) => lib.mkMerge([{ image: {} }, { ${inside} }]));`,
};

const PLACES: Readonly<Record<string, readonly [inside: string, names: readonly string[]]>> = {
  "an image": ["▸", ["services", "systemd", "users", "image"]],
  services: ["services: { ▸ }", ["nginx", "openssh", "postgresql"]],
  "services below mkIf": ["services: lib.mkIf(true, { ▸ })", ["nginx", "openssh"]],
  "a service": ["services: { nginx: { enable: true, ▸ } }", ["virtualHosts", "package", "recommendedTlsSettings"]],
  "a virtual host": ["services: { nginx: { virtualHosts: { web: { ▸ } } } }", ["root", "locations", "forceSSL"]],
  "a location": [
    'services: { nginx: { virtualHosts: { web: { locations: { "/": { ▸ } } } } } }',
    ["proxyPass", "tryFiles"],
  ],
  "a systemd service": ["systemd: { services: { a: { ▸ } } }", ["serviceConfig", "script", "after"]],
  serviceConfig: ["systemd: { services: { a: { serviceConfig: { ▸ } } } }", ["ExecStart", "Restart", "User"]],
  "serviceConfig below mkIf": [
    "systemd: { services: { a: { serviceConfig: lib.mkIf(true, { ▸ }) } } }",
    ["ExecStart", "Restart", "User"],
  ],
  "a value of serviceConfig": [
    'systemd: { services: { a: { serviceConfig: { Restart: "▸" } } } }',
    ["always", "on-failure", "no"],
  ],
  unitConfig: ["systemd: { services: { a: { unitConfig: { ▸ } } } }", ["ConditionPathExists", "OnFailure"]],
  timerConfig: ["systemd: { timers: { a: { timerConfig: { ▸ } } } }", ["OnCalendar", "Persistent"]],
  "a file of the image": ['image: { files: { "/a": { ▸ } } }', ["type", "text", "mode"]],
  "a choice": ['image: { files: { "/a": { type: "▸" } } }', ["file", "directory", "symlink"]],
};

describe.each(Object.entries(FORMS))("in %s", (_, form) => {
  it.each(Object.entries(PLACES))("%s completes", (_, [inside, names]) => {
    expect(completions(form(inside))).toEqual(expect.arrayContaining([...names]));
  });

  it("hover shows what an option is, its default and an example", () => {
    expect(hover(form("services: { nginx: { ▸virtualHosts: { web: { root: '/a' } } } }"))).toBe(
      'The hosts that it serves, by name.\n@default { localhost: {} }\n@example { "example.org": { root: "/srv/www", locations: { "/api/": { proxyPass: "http://localhost:3000" } } } }',
    );
    expect(hover(form("systemd: { services: { a: { ▸startAt: 'daily' } } }"))).toBe(
      'When the service is started, as a calendar expression (systemd.time(7)).\n@default []\n@example "Sun 14:00:00"',
    );
    expect(hover(form("systemd: { services: { a: { serviceConfig: { ▸Restart: 'no' } } } }"))).toMatch(
      /^All its values\. Unlike in systemd: /,
    );
  });
});

describe("packages", () => {
  it.each([
    ["image(({ pkgs }) => ({ environment: { systemPackages: [pkgs.▸] } }));", ["hello", "python3Packages"]],
    ["image(({ pkgs }) => { const a = `${pkgs.▸}/bin/a`; return {}; });", ["hello", "python3Packages"]],
    [
      "image({ imports: [({ pkgs }) => ({ environment: { systemPackages: [pkgs.python3Packages.▸] } })] });",
      ["requests"],
    ],
  ])("complete: %s", (text, names) => {
    expect(completions(text)).toEqual(expect.arrayContaining(names));
  });
});
