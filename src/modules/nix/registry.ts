import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";

type Registry = Config["nix"]["registry"];

/** The type of `nix.registry` (nixpkgs: nixos/modules/config/nix-flakes.nix). */
export function registryType({ mkOption, types }: HostArguments["lib"]) {
  const scalar = types.oneOf([types.str, types.int, types.bool, types.package]);
  const reference = types.attrsOf(scalar);
  return types.attrsOf(
    types.submodule(({ name }: { name: string }) => ({
      options: {
        from: mkOption({
          type: reference,
          default: { type: "indirect", id: name },
          defaultText: "the name of the attribute",
          example: { type: "indirect", id: "nixpkgs" },
          description: "The flake reference to be rewritten.",
        }),
        to: mkOption({
          type: types.nullOr(reference),
          default: null,
          example: { type: "github", owner: "NixOS", repo: "nixpkgs" },
          description: "The flake reference that it is rewritten to.",
        }),
        flake: mkOption({
          type: types.nullOr(types.package),
          default: null,
          description: "A package that it is rewritten to, in place of `to`.",
        }),
        exact: mkOption({
          type: types.bool,
          default: true,
          description: "Whether `from` must match exactly; else a longer reference is rewritten too.",
        }),
      },
    })),
  );
}

/** The text of /etc/nix/registry.json: as builtins.toJSON writes it, keys in order. */
export function registryJson(registry: Registry): string {
  const flakes = Object.keys(registry)
    .sort()
    .flatMap((name) => {
      const entry = registry[name];
      if (entry === undefined) return [];
      const { from, to, flake, exact } = entry;
      return [
        { exact, from: sorted(from), to: flake === null ? sorted(to ?? {}) : { path: `${flake}`, type: "path" } },
      ];
    });
  return JSON.stringify({ flakes, version: 2 });
}

function sorted(reference: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = (value: unknown) => (typeof value === "object" ? `${value}` : value);
  return Object.fromEntries(
    Object.keys(reference)
      .sort()
      .map((name) => [name, plain(reference[name])]),
  );
}
