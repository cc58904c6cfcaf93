import { describe, expect, it } from "vitest";
import { build, docker, dockerOutput, errorIn } from "./engine.ts";
import { nixosContexts } from "./nixos-set.ts";

const declaration = (nixos: string, more = "") => `// syntax=decl/frontend
import { build, context, image, nix } from "decl";
export default image(({ pkgs, lib, config }) => ({
  nixpkgs: { binaryCaches: [] },
  nixos: ${nixos},
  ${more}
}));
`;

describe("NixOS modules", () => {
  it("run as services of an image", async () => {
    const { code, output } = await build({
      files: {
        "image.ts": declaration(
          `{
    services: {
      "hello-web": { enable: true, greeting: "hello from NixOS", openFirewall: true },
      note: { enable: true, text: "a note" },
    },
  }`,
          `environment: { systemPackages: [pkgs.curl] },`,
        ),
      },
      contexts: nixosContexts(),
      options: ["-t", "nixos-web"],
    });
    expect(code, output).toBe(0);
    console.log(output);
  }, 600_000);
});
