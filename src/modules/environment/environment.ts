import { etc } from "./etc.ts";
import { shells } from "./shells.ts";
import { systemPath } from "./system-path.ts";
import { variables } from "./variables.ts";

/** `environment.*` */
export const environment = { etc, shells, systemPath, variables };
