import { hostModule } from "../options/host-module.ts";
import type { ModuleSource } from "../options/module-source.ts";
import { assertions } from "./assertions.ts";
import { base } from "./base.ts";
import { environment } from "./environment.ts";
import { image } from "./image.ts";
import { nixpkgs } from "./nixpkgs.ts";

/** The modules of decl itself, by name: every configuration has them. */
const MODULES = { assertions, base, environment, image, nixpkgs };

export const builtInModules: readonly ModuleSource[] = Object.entries(MODULES).map(([name, module]) =>
  hostModule(name, module),
);
