import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundle } from "../../../scripts/lib/bundle.ts";
import { dockerOutput, type Store } from "../engine.ts";

const DOCKERFILE = "FROM decl/frontend\nCOPY frontend.mjs /frontend.mjs\n";

/** Builds the image decl/probe: decl/frontend with probe/frontend.ts as its program. */
export async function buildProbe(store?: Store): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "decl-probe-"));
  try {
    const entryPoints = { frontend: join(import.meta.dirname, "frontend.ts") };
    await build({ ...bundle, entryPoints, outdir: folder });
    writeFileSync(join(folder, "Dockerfile"), DOCKERFILE);
    await dockerOutput(["buildx", "build", "--quiet", "--provenance=false", "-t", "decl/probe", folder], store);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
