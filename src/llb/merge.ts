import { type Output, output, type State, scratch, type VertexOptions } from "./vertex.ts";

/** File trees laid over each other; later ones win. Nothing is copied. */
export interface MergeOperation {
  readonly kind: "merge";
}

/** Empty trees drop out, and a merge of one tree is that tree. */
export function merge(states: readonly State[], options: VertexOptions = {}): State {
  const outputs = states.filter((state): state is Output => state !== scratch);
  if (outputs.length < 2) return outputs[0] ?? scratch;
  return output({ kind: "merge" }, outputs, options);
}
