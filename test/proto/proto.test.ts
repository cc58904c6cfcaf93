import { moby, pb } from "@moby/buildkit-proto";
import { expect, test } from "vitest";

test("an int64 is a plain number, negative ones included", () => {
  const bytes = pb.Mount.encode({ input: -1, output: 3, dest: "/" }).finish();
  expect(pb.Mount.decode(bytes)).toMatchObject({ input: -1, output: 3, dest: "/" });
});

test("a time in whole seconds survives as nanoseconds", () => {
  const timestamp = 4_102_444_800 * 1e9;
  expect(pb.FileActionMkFile.decode(pb.FileActionMkFile.encode({ timestamp }).finish()).timestamp).toBe(timestamp);
});

test("a message of the service imports the messages of LLB", () => {
  const request = { Definition: { def: [new Uint8Array([1])] }, allowResultReturn: true };
  const bytes = moby.buildkit.v1.frontend.SolveRequest.encode(request).finish();
  expect(Buffer.from(bytes).toString("hex")).toBe("0a030a01012801");
});
