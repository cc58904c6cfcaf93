import { describe, expect, it } from "vitest";
import { explainNixosError, explainNixosMessage } from "../../src/reasons/nixos.ts";

/** What Nix 2.34 and NixOS 26.11 print, without most of the trace. */
const trace = (text: string) => `error:
       … while evaluating attribute 'users'
         at /request/nixos.nix:290:3:
          289|   users = mapAttrs (_: user) (wantedOf [ "users" "users" ]);

       (stack trace truncated; use '--show-trace' to show the full, detailed trace)

       error: ${text}`;

describe("what NixOS says", () => {
  it("names an option that there is not, and those that are near", () => {
    const said = explainNixosError(
      trace(`The option \`services.giteaa' does not exist. Definition values:
       - In \`image.ts':
           {
             enable = true;
           }

       Did you mean \`services.gitea' or \`services.gitlab'?
`),
    );
    expect(said).toEqual({
      message: 'NixOS has no option "services.giteaa"',
      hint: 'did you mean "services.gitea" or "services.gitlab"?',
      option: ["services", "giteaa"],
      file: undefined,
    });
  });

  it("names the type that a value has not, and the file of the build context", () => {
    const said = explainNixosError(
      trace(`A definition for option \`services.nginx.virtualHosts."a.b".root' is not of type \`null or absolute path'. Definition values:
       - In \`/files/context/nixos/web.nix': "srv"
`),
    );
    expect(said).toEqual({
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
