import { pb } from "@moby/buildkit-proto";
import { digestOf } from "../../src/llb/digest.ts";
import { canonicalOp } from "./canonical.ts";

/**
 * What a daemon would object to in a definition, or silently do differently; empty when all is well. `supported` are its
 * LLB capabilities. From solver/llbsolver/vertex.go and solver/llbsolver/ops/opsutils/validate.go.
 */
export function problemsOf(definition: pb.Definition.$Properties, supported: ReadonlySet<string>): string[] {
  const def = definition.def ?? [];
  if (def.length === 0) return [];
  const ops = new Map(def.map((bytes) => [digestOf(bytes) as string, pb.Op.decode(bytes)]));
  const last = [...ops.values()].at(-1);
  const problems: string[] = [];
  if (def.length < 2) problems.push("fewer than two ops");
  if (ops.size !== def.length) problems.push("an op twice");
  if (last?.op !== undefined || last?.inputs.length !== 1) problems.push("no terminal op at the end");
  for (const bytes of def) {
    if (digestOf(canonicalOp(bytes)) !== digestOf(bytes)) problems.push(`${digestOf(bytes)} is not canonical`);
  }
  for (const [digest, op] of ops) {
    for (const input of op.inputs) if (!ops.has(input.digest ?? "")) problems.push(`${digest} lacks ${input.digest}`);
    if (op.exec && !(op.exec.mounts ?? []).some((mount) => mount.dest === "/")) problems.push(`${digest} has no root`);
  }
  for (const [digest, { caps }] of Object.entries(definition.metadata ?? {})) {
    if (!ops.has(digest)) problems.push(`metadata of the unknown ${digest}`);
    for (const id of Object.keys(caps ?? {})) if (!supported.has(id)) problems.push(`unknown capability ${id}`);
  }
  for (const [digest, { locations }] of Object.entries(definition.Source?.locations ?? {})) {
    if (!ops.has(digest)) problems.push(`places of the unknown ${digest}`);
    for (const { sourceIndex } of locations ?? []) {
      if (definition.Source?.infos?.[sourceIndex ?? 0] === undefined) problems.push(`no source ${sourceIndex}`);
    }
  }
  return problems;
}
