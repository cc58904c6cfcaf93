import type { Session } from "../context/session.ts";
import type { Attestation } from "../engine/result.ts";
import { file, mkfile } from "../llb/file.ts";
import { marshal } from "../llb/marshal.ts";
import { scratch } from "../llb/vertex.ts";
import type { SpdxDocument } from "../plan/sbom/spdx-document.ts";

/** The name is what the local and tar exporters call it. */
const SBOM_FILE = "sbom.spdx.json";

/**
 * An SBOM as an attestation; none where the engine has no attestations. The daemon then runs no scanner of its own. Without the
 * metadata `sbom-core` it leaves the document as it is, so that it is the same bytes on every engine.
 */
export async function attestSbom({ engine }: Session, document: SpdxDocument): Promise<Attestation[]> {
  if (!(await engine.capabilities).supports("reference.attestations")) return [];
  const state = file(scratch, [mkfile(`/${SBOM_FILE}`, JSON.stringify(document))], {
    name: `[decl] write ${SBOM_FILE}`,
  });
  const ref = await engine.solve(marshal(state));
  return [{ ref, path: SBOM_FILE, predicateType: "https://spdx.dev/Document", metadata: { reason: "sbom" } }];
}
