import { describe, expect, it } from "vitest";
import { explainNixosError, explainNixosMessage, shortTrace } from "../../src/reasons/nixos.ts";

/** What Nix 2.34 and NixOS 26.11 print, without most of the trace. */
const trace = (text: string) => `error:
       … while evaluating attribute 'users'
         at /request/nixos.nix:290:3:
          289|   users = mapAttrs (_: user) (wantedOf [ "users" "users" ]);

       (stack trace truncated; use '--show-trace' to show the full, detailed trace)

       error: ${text}`;

describe("what NixOS says", () => {
  it("names an option that there is not, and those that are near", () => {
    const explained = explainNixosError(
      trace(`The option \`services.giteaa' does not exist. Definition values:
       - In \`image.ts':
           {
             enable = true;
           }

       Did you mean \`services.gitea' or \`services.gitlab'?
`),
    );
    expect(explained).toEqual({
      message: 'NixOS has no option "services.giteaa"',
      hint: 'did you mean "services.gitea" or "services.gitlab"?',
      option: ["services", "giteaa"],
      file: undefined,
    });
  });

  it("names the type that a value has not, and the file of the build context", () => {
    const explained = explainNixosError(
      trace(`A definition for option \`services.nginx.virtualHosts."a.b".root' is not of type \`null or absolute path'. Definition values:
       - In \`/files/context/nixos/web.nix': "srv"
`),
    );
    expect(explained).toEqual({
      message: 'the NixOS option services.nginx.virtualHosts."a.b".root must be: null or absolute path',
      hint: 'this is "srv"',
      option: ["services", "nginx", "virtualHosts", "a.b", "root"],
      file: { name: "nixos/web.nix" },
    });
  });

  it("names both sides of a conflict", () => {
    const { message } = explainNixosError(
      trace(`The option \`time.timeZone' has conflicting definition values:
       - In \`/files/context/b.nix': "b"
       - In \`image.ts': "a"
       Use \`lib.mkForce value\` or \`lib.mkDefault value\` to change the priority on any of these definitions.
`),
    );
    expect(message).toBe(
      'the NixOS option time.timeZone has conflicting definitions: b.nix says "b", image.ts says "a"',
    );
  });

  it("names the line of a .nix file that cannot be read", () => {
    const { message, file } = explainNixosError(
      "error: syntax error, unexpected ';'\n       at /files/context/web.nix:2:16:\n            1| {\n",
    );
    expect(message).toBe("syntax error, unexpected ';'");
    expect(file).toEqual({ name: "web.nix", line: 2, column: 16 });
  });

  it("names the option of a list and not the item's number, and a group that is none", () => {
    const item = explainNixosError(
      trace(`A definition for option \`networking.firewall.allowedTCPPorts."[definition 1-entry 2]"' is not of type \`16 bit unsigned integer'. Definition values:
       - In \`/files/context/web.nix': "80"
`),
    );
    expect(item).toMatchObject({
      message: "the NixOS option networking.firewall.allowedTCPPorts must be: 16 bit unsigned integer",
      option: ["networking", "firewall", "allowedTCPPorts"],
    });
    const group = explainNixosError(
      trace(`In module \`/files/context/web.nix', you're trying to define a value of type \`bool'
       rather than an attribute set for the option
       \`services.nginx'!
`),
    );
    expect(group).toMatchObject({
      message: "the NixOS option services.nginx is a group of options, and what is defined is not one",
      option: ["services", "nginx"],
      file: { name: "web.nix" },
    });
  });

  /** A trace from the outside to the inside, with excerpts and lines of nixpkgs. */
  const TRACE = `error:
       … while evaluating the attribute 'value'
         at /nixpkgs/lib/modules.nix:851:21:
          850|   x
       … while evaluating the option \`systemd.services.web.script':
       … while evaluating the option \`services.web.enable':
       … from call site
         at /files/context/nixos/web.nix:3:45:
            3|   services.web.enable = lib.mkIf (throw "no good") true;
       … while calling anonymous lambda
         at /nixpkgs/lib/modules.nix:727:15:`;

  it("finds where an error began in a trace: the innermost line of a .nix file, and the option", () => {
    const explained = explainNixosError(shortTrace(`${TRACE}\n\n       error: no good\n`));
    expect(explained).toEqual({
      message: "no good",
      hint: undefined,
      option: undefined,
      near: ["services", "web", "enable"],
      file: { name: "nixos/web.nix", line: 3, column: 45 },
    });
    const ofDeclaration = TRACE.replace("/nixpkgs/lib/modules.nix:727:15", "/request/nixos-0123456789abcdef.nix:5:3");
    expect(explainNixosError(shortTrace(`${ofDeclaration}\n\n       error: no good\n`)).file).toBeUndefined();
  });

  it("keeps of a trace only what says that", () => {
    expect(shortTrace(`${TRACE}\n\n       error: no good\n`).split("\n")).toEqual([
      "       … while evaluating the option `systemd.services.web.script':",
      "       … while evaluating the option `services.web.enable':",
      "         at /files/context/nixos/web.nix:3:45:",
      "error: no good",
      "",
    ]);
  });

  it("says which argument of a module nobody gives", () => {
    const explained = explainNixosError(
      shortTrace(`error:
       … from call site
         at /files/context/nixos/web.nix:1:43:
       … while evaluating the module argument \`inputs' in "/files/context/nixos/web.nix":

       error: attribute 'inputs' missing
       at /nixpkgs/lib/modules.nix:731:13:
`),
    );
    expect(explained).toMatchObject({
      message: "nobody gives the module nixos/web.nix its argument inputs",
      hint: expect.stringMatching(/^_module\.args\.inputs gives it/),
      file: { name: "nixos/web.nix", line: 1, column: 43 },
    });
  });

  it.each([
    [
      "file 'home-manager/nixos' was not found in the Nix search path (add it using $NIX_PATH or -I)",
      /no channels here/,
    ],
    ["unable to download 'https://example.org/x.tar.gz': Could not resolve hostname", /nothing is downloaded/],
  ])("has a hint for %s", (text, hint) => {
    expect(explainNixosError(trace(text)).hint).toMatch(hint);
  });

  it("finds the option that an assertion is about", () => {
    expect(
      explainNixosMessage(
        "The option definition `services.redis.enable' in `image.ts' no longer has any effect; please remove it.\nUse services.redis.servers.\n",
      ),
    ).toMatchObject({
      message:
        "The option definition `services.redis.enable' in `image.ts' no longer has any effect; please remove it. Use services.redis.servers",
      option: ["services", "redis", "enable"],
    });
    expect(explainNixosMessage("services.hello.port is 22").option).toEqual(["services", "hello", "port"]);
    expect(explainNixosMessage("Something is wrong.").option).toBeUndefined();
  });
});
