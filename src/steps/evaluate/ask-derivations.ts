import { readdirSync, readFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { STORE_DIR } from "../../nix/store-path.ts";
import type { Derivations } from "./answers.ts";
import { type NixQuestion, runNix } from "./ask-nix.ts";

/** Has Nix write the derivations of all names to a store below `output`, where their sources then are. Throws a HelperFailure. */
export async function askDerivations(question: NixQuestion, output: string): Promise<Derivations> {
  rmSync(`${output}/nix`, { recursive: true, force: true });
  const answer = await runNix({ ...question, store: output }, ["--argstr", "derivations", "wanted"]);
  const nothing = { systems: {}, files: {}, sources: [] };
  if ("error" in answer) return { ...nothing, error: answer.error };
  // evaluate.nix makes no other.
  const systems = answer.value as Derivations["systems"];
  const store = output + STORE_DIR;
  const files: Record<string, string> = {};
  for (const name of readdirSync(store).filter((one) => one.endsWith(".drv"))) {
    files[`${STORE_DIR}/${name}`] = readFileSync(`${store}/${name}`, "utf8");
    rmSync(`${store}/${name}`);
  }
  const state = `${output}/nix/var`;
  const sources = sourcesIn(`${state}/nix/db/db.sqlite`);
  rmSync(state, { recursive: true });
  rmSync(`${store}/.links`, { recursive: true, force: true });
  return { systems, files, sources };
}

/** What a store has beside derivations, as its database has it. */
function sourcesIn(file: string): Derivations["sources"] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(
      "select id, path, hash, narSize, ca from ValidPaths where path not like '%.drv' order by path",
    );
    const references = database.prepare(
      "select path from Refs join ValidPaths on id = reference where referrer = ? order by path",
    );
    return rows.all().map(({ id, path, hash, narSize, ca }) => ({
      path: String(path),
      narHash: String(hash),
      narSize: Number(narSize),
      references: references.all(id ?? null).map((row) => String(row.path)),
      ...(ca === null ? {} : { ca: String(ca) }),
    }));
  } finally {
    database.close();
  }
}
