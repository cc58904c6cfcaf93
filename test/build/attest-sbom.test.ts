import { pb } from "@moby/buildkit-proto";
import { expect, it } from "vitest";
import { attestSbom } from "../../src/build/attest-sbom.ts";
import { DOCUMENT_ID, withNamespace } from "../../src/plan/sbom/spdx-document.ts";
import { fakeSession } from "../context/fake-session.ts";

const document = withNamespace({
  spdxVersion: "SPDX-2.3",
  dataLicense: "CC0-1.0",
  SPDXID: DOCUMENT_ID,
  name: "image",
  creationInfo: { created: "1970-01-01T00:00:00Z", creators: ["Tool: decl"], comment: "" },
  packages: [],
  relationships: [],
});

it("an SBOM is a file of its own, which the daemon hands on as it is", async () => {
  const { session, bridge } = await fakeSession();
  expect(await attestSbom(session, document)).toEqual([
    {
      ref: { id: "0" },
      path: "sbom.spdx.json",
      predicateType: "https://spdx.dev/Document",
      metadata: { reason: "sbom" },
    },
  ]);
  const ops = bridge.solves[0]?.Definition?.def?.map((bytes) => pb.Op.decode(bytes)) ?? [];
  const { mkfile } = ops[0]?.file?.actions?.[0] ?? {};
  expect(mkfile?.path).toBe("/sbom.spdx.json");
  expect(JSON.parse(Buffer.from(mkfile?.data ?? []).toString("utf8"))).toEqual(document);
  expect(bridge.problems).toEqual([]);
});

it("an engine without attestations gets none", async () => {
  const { session, bridge } = await fakeSession({ buildkit: "0.10" });
  expect(await attestSbom(session, document)).toEqual([]);
  expect(bridge.solves).toEqual([]);
});
