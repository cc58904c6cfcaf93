import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageTypes } from "../../src/cli/package-types.ts";
import type { Editor } from "./editor.ts";
import { languageServer } from "./language-server.ts";
import { languageService } from "./language-service.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const entry = { name: "a", outputs: {}, defaultOutput: "out" };
/** What `decl types` writes beside the declaration. */
const packages = packageTypes("image.ts", {
  from: "table",
  option: "",
  table: { version: 1, systems: { "x86_64-linux": { hello: entry, "python3Packages.requests": entry } } },
});
const folder = mkdtempSync(join(tmpdir(), "decl-completion-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The TypeScript of this folder, and the one that compiles decl. */
const VERSIONS: Readonly<Record<string, () => Promise<Editor>>> = {
  "TypeScript 5.9": () => languageService({ root: ROOT, packages }),
  "TypeScript 7": () => languageServer({ root: ROOT, packages, folder }),
};

const IMPORTS = 'import { image, images, lib, module } from "decl";\n';

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

/**
 * TypeScript 7.0 shows no documentation of what comes by a mapped type, as the types of a module do that is looked at name by name
 * (microsoft/typescript-go#4677); below properties there is none.
 */
const HOVERED: Readonly<Record<string, readonly string[]>> = {
  "TypeScript 5.9": Object.keys(FORMS),
  "TypeScript 7": ["mkIf", "mkMerge"],
};

describe.each(Object.entries(VERSIONS))("%s", (version, start) => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await start();
  }, 60_000);
  afterAll(() => editor.close());

  const completions = (text: string) => editor.completions(IMPORTS + text);
  const hover = (text: string) => editor.hover(IMPORTS + text);

  describe.each(Object.entries(FORMS))("in %s", (title, form) => {
    it.each(Object.entries(PLACES))("%s completes", async (_, [inside, names]) => {
      expect(await completions(form(inside))).toEqual(expect.arrayContaining([...names]));
    });

    if (HOVERED[version]?.includes(title) !== true) return;
    it("hover shows what an option is, its default and an example", async () => {
      expect(await hover(form("services: { nginx: { ▸virtualHosts: { web: { root: '/a' } } } }"))).toBe(
        'The hosts that it serves, by name.\n@default { localhost: {} }\n@example { "example.org": { root: "/srv/www", locations: { "/api/": { proxyPass: "http://localhost:3000" } } } }',
      );
      expect(await hover(form("systemd: { services: { a: { ▸startAt: 'daily' } } }"))).toBe(
        'When the service is started, as a calendar expression (systemd.time(7)).\n@default []\n@example "Sun 14:00:00"',
      );
      expect(await hover(form("systemd: { services: { a: { serviceConfig: { ▸Restart: 'no' } } } }"))).toMatch(
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
    ])("complete: %s", async (text, names) => {
      expect(await completions(text)).toEqual(expect.arrayContaining(names));
    });
  });
});
