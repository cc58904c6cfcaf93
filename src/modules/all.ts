import { hostModule } from "../options/host-module.ts";
import type { ModuleSource } from "../value/module-source.ts";
import { assertions } from "./assertions.ts";
import { base } from "./base.ts";
import { certificates } from "./certificates.ts";
import { etc } from "./environment/etc.ts";
import { shells } from "./environment/shells.ts";
import { systemPath } from "./environment/system-path.ts";
import { variables } from "./environment/variables.ts";
import { fonts } from "./fonts.ts";
import { image } from "./image.ts";
import { imageContents } from "./image-contents.ts";
import { locale } from "./locale.ts";
import { nameService } from "./name-service.ts";
import { networking } from "./networking.ts";
import { nix } from "./nix/nix.ts";
import { nixpkgs } from "./nixpkgs.ts";
import { pam } from "./pam.ts";
import { bash } from "./programs/bash.ts";
import { cron } from "./services/cron.ts";
import { fcgiwrap } from "./services/fcgiwrap.ts";
import { memcached } from "./services/memcached.ts";
import { nginx } from "./services/nginx/nginx.ts";
import { openssh } from "./services/openssh/openssh.ts";
import { phpfpm } from "./services/phpfpm.ts";
import { postgresql } from "./services/postgresql/postgresql.ts";
import { redis } from "./services/redis.ts";
import { modularServices } from "./systemd/modular-services.ts";
import { s6 } from "./systemd/s6.ts";
import { systemd } from "./systemd/systemd.ts";
import { users } from "./users/users.ts";

/** The modules of decl itself, by name: every configuration has them. */
const MODULES = {
  assertions,
  base,
  bash,
  certificates,
  cron,
  etc,
  fcgiwrap,
  fonts,
  image,
  imageContents,
  locale,
  memcached,
  modularServices,
  nameService,
  networking,
  nginx,
  nix,
  nixpkgs,
  openssh,
  pam,
  phpfpm,
  postgresql,
  redis,
  s6,
  shells,
  systemPath,
  systemd,
  users,
  variables,
};

export const builtInModules: readonly ModuleSource[] = Object.entries(MODULES).map(([name, module]) =>
  hostModule(name, module),
);
