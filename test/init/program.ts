import { join } from "node:path";

const machine = process.arch === "arm64" ? "aarch64" : "x86_64";

/** The init's program for this machine; what is built beside it for tests has other names. */
export const program = process.env.DECL_INIT_PROGRAM ?? join(import.meta.dirname, "../../dist", `init-${machine}`);
