import { describe, expect, it } from "vitest";
import { draftImages } from "../../src/build/evaluate-images.ts";
import { settledImage } from "../../src/build/settle-nixos.ts";
import { prepareDeclaration } from "../../src/declaration/evaluate.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { nixosDefinitions } from "../../src/modules/nixos/nixos.ts";
import { wantedGroups } from "../../src/packages/nixos/option-places.ts";
import { DeclError, printDiagnostic } from "../../src/text/diagnostic.ts";
import { parsePlatform } from "../../src/value/platform.ts";
import { NO_ANSWER } from "../modules/nixos/no-answer.ts";

/** What is printed of the error that a promise ends with. */
const printed = (made: Promise<unknown>) =>
  made.catch((error: unknown) =>
    error instanceof DeclError ? error.diagnostics.map(printDiagnostic).join("\n") : error,
  );

async function draft(text: string) {
  const module = `export default ({ config, lib }) => (${text});`;
  const loaded = await loadDeclaration("image.ts", module, async () => new Map());
  const request = { args: {}, target: "", platforms: [parsePlatform("linux/amd64")] };
  const [first] = draftImages(request, await prepareDeclaration(loaded)).drafts;
  if (first === undefined) throw new Error("there is no image");
  return first;
}

/** What NixOS is asked for, and the file /etc/read where it answers `values`. */
async function readWith(text: string, values: Readonly<Record<string, unknown>>) {
  const one = await draft(text);
  const asked = wantedGroups(nixosDefinitions(one.configuration.records), one.nixosReads).map((names) =>
    names.join("."),
  );
  const answers = Object.entries(values).map(([name, value]) => ({ path: name.split("."), value }));
  const { configuration } = settledImage(one, { ...NO_ANSWER, values: answers });
  return { asked, text: configuration.config.environment.etc.read?.text };
}

const etc = (text: string) => `environment: { etc: { read: { text: \`${text}\` } } }`;

describe("what a declaration reads of config.nixos", () => {
  it("is there where only .nix files define it", async () => {
    const text = `{ nixosConfiguration: "./configuration.nix", ${etc("${config.nixos.services.gitea.stateDir} in ${config.nixos.time.timeZone}")} }`;
    const values = { "services.gitea": { stateDir: "/var/lib/gitea" }, "time.timeZone": "UTC" };
    expect(await readWith(text, values)).toEqual({
      asked: ["services.gitea", "time.timeZone"],
      text: "/var/lib/gitea in UTC",
    });
  });

  it("is there beside what the declaration defines, and other options that it reads", async () => {
    const read = "${config.networking.hostName ?? ''}${config.image.labels.a}: ${config.nixos.services.b.port}";
    const text = `{ nixos: { imports: ["./b.nix"], services: { a: { enable: true } } }, image: { labels: { a: "x" } }, ${etc(read)} }`;
    expect(await readWith(text, { "services.a": {}, "services.b": { port: 80 } })).toEqual({
      asked: ["services.a", "services.b"],
      text: "x: 80",
    });
  });

  it("is said to be missing where it is read only in some cases", async () => {
    const read = "${config.nixos.services.a.enable ? config.nixos.services.b.port : config.nixos.services.c.port}";
    const text = `{ nixos: { imports: ["./b.nix"] }, ${etc(read)} }`;
    const made = readWith(text, { "services.a": { enable: false }, "services.b": { port: 80 } });
    expect(await printed(made)).toBe(
      `image.ts:1:199: TypeError: cannot read property 'port' of undefined
  hint: what of config.nixos is read only in some cases is not there: read such a group in any case, as \`const { gitea } = config.nixos.services\` does`,
    );
  });

  it("is nothing where nothing is asked of NixOS", async () => {
    expect(await printed(draft(`{ ${etc("${config.nixos.services.a.port}")} }`))).toBe(
      `config.nixos is read, and nothing of nixos is defined
  hint: it has what NixOS makes of nixos and nixosConfiguration: define one of them`,
    );
  });
});

describe("what decl says of what NixOS has defined", () => {
  const user = (fields: object) => ({
    users: { web: { isSystemUser: true, group: "web", ...fields } },
    groups: { web: {} },
  });
  const definition = (path: string, file: string, line?: number) => {
    return { path: path.split("."), file, place: line === undefined ? null : { file, line, column: 5 }, isMade: false };
  };

  it("stands where a .nix file says that", async () => {
    const one = await draft('{ nixosConfiguration: "./web.nix" }');
    const answer = {
      ...{ ...NO_ANSWER, ...user({ password: "secret" }) },
      defined: [
        definition("users.users", "/files/context/web.nix", 1),
        definition("users.users.web.password", "/files/context/web.nix", 3),
      ],
    };
    expect(await printed((async () => settledImage(one, answer))())).toContain(
      "web.nix:3:5: failed assertion: users.users.web.password would be readable by all who have the image",
    );
  });

  it("stands where the declaration says that, warnings too", async () => {
    const one = await draft("{ nixos: { users: { users: { web: { linger: true } } } } }");
    const answer = {
      ...{ ...NO_ANSWER, ...user({ linger: true }) },
      defined: [definition("users.users.web.linger", "image.ts")],
    };
    expect(settledImage(one, answer).warnings.map(printDiagnostic)).toEqual([
      "image.ts:1:74: users.users.web.linger has no effect: there is no logind in a container, and nothing is mounted at a login",
    ]);
  });
});
