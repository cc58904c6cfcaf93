import { expect, it } from "vitest";
import type { PlannedNode } from "../../../src/steps/generate/planned-node.ts";
import { moveNodes, planSystemPath, systemPathAt } from "../../../src/steps/generate/system-path.ts";

const NODES: readonly PlannedNode[] = [
  { kind: "directory", path: "/bin" },
  { kind: "symlink", path: "/bin/x", target: "/nix/store/x/bin/x" },
];

it("links at the root of an image are at /run/current-system/sw too, folder by folder", () => {
  expect(planSystemPath(NODES, ["/bin", "/share"]).at(-1)).toEqual({
    kind: "symlink",
    path: "/run/current-system/sw/bin",
    target: "/bin",
  });
});

it("on a base they are in a folder of their own, which /run/current-system/sw leads to", () => {
  expect(moveNodes(NODES, "/nix/sw")).toEqual([
    { kind: "directory", path: "/nix" },
    { kind: "directory", path: "/nix/sw" },
    { kind: "directory", path: "/nix/sw/bin" },
    { kind: "symlink", path: "/nix/sw/bin/x", target: "/nix/store/x/bin/x" },
  ]);
  expect(systemPathAt("/nix/sw").at(-1)).toEqual({
    kind: "symlink",
    path: "/run/current-system/sw",
    target: "/nix/sw",
  });
});
