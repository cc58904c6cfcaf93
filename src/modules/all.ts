import { type HostModule, hostModule } from "../options/host-module.ts";
import type { ModuleSource } from "../value/module-source.ts";
import { assertions } from "./assertions.ts";
import { base } from "./base.ts";
import { certificates } from "./certificates.ts";
import { environment } from "./environment/environment.ts";
import { fonts } from "./fonts.ts";
import { image } from "./image.ts";
import { imageContents } from "./image-contents.ts";
import { locale } from "./locale.ts";
import { nameService } from "./name-service.ts";
import { networking } from "./networking.ts";
import { nix } from "./nix/nix.ts";
import { nixos } from "./nixos/nixos.ts";
import { nixpkgs } from "./nixpkgs.ts";
import { pam } from "./pam.ts";
import { bash } from "./programs/bash.ts";
import { services } from "./services/services.ts";
import { modularServices } from "./systemd/modular-services.ts";
import { s6 } from "./systemd/s6.ts";
import { systemd } from "./systemd/systemd.ts";
import { users } from "./users/users.ts";

/** The modules of decl itself, by name: every configuration has them. */
const MODULES = {
  ...environment,
  ...services,
  assertions,
  base,
  bash,
  certificates,
  fonts,
  image,
  imageContents,
  locale,
  modularServices,
  nameService,
  networking,
  nix,
  nixos,
  nixpkgs,
  pam,
  s6,
  systemd,
  users,
};

/** In the order of their names, which is the order of what they define. */
export const modulesByName: readonly (readonly [name: string, module: HostModule])[] = Object.entries(MODULES).sort(
  ([a], [b]) => (a < b ? -1 : 1),
);

export const builtInModules: readonly ModuleSource[] = modulesByName.map(([name, module]) => hostModule(name, module));
