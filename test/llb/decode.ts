import { pb } from "@moby/buildkit-proto";
import { marshal } from "../../src/llb/marshal.ts";
import type { Output } from "../../src/llb/vertex.ts";

/** The op that makes this output, decoded by protobufjs: an encoder's work is judged by another's decoder. */
export function decodeOp(output: Output): pb.Op {
  const bytes = marshal(output).definition.def?.at(-2);
  if (bytes === undefined) throw new Error("no op");
  return pb.Op.decode(bytes);
}
