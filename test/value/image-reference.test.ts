import { describe, expect, it } from "vitest";
import { familiarReference, fullReference, pinnedReference } from "../../src/value/image-reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

describe("an image's name", () => {
  it.each([
    ["alpine", "docker.io/library/alpine:latest"],
    ["alpine:3.20", "docker.io/library/alpine:3.20"],
    ["grafana/grafana", "docker.io/grafana/grafana:latest"],
    ["ghcr.io/a/b/c:1", "ghcr.io/a/b/c:1"],
    ["localhost:5000/x", "localhost:5000/x:latest"],
    ["localhost/x", "localhost/x:latest"],
    [`alpine@${DIGEST}`, `docker.io/library/alpine@${DIGEST}`],
    [`docker.io/library/alpine:3@${DIGEST}`, `docker.io/library/alpine:3@${DIGEST}`],
  ])("%s is %s", (text, full) => {
    expect(fullReference(text)).toBe(full);
  });

  it.each(["", "Alpine", "a b", "a//b", "alpine:", "alpine@sha256:12", "/alpine", "alpine:3 "])(
    "%j is none",
    (text) => {
      expect(fullReference(text)).toBeUndefined();
    },
  );

  it("is short and without :latest where named contexts are looked up", () => {
    expect(familiarReference("docker.io/library/alpine:latest")).toBe("alpine");
    expect(familiarReference("docker.io/grafana/grafana:1")).toBe("grafana/grafana:1");
    expect(familiarReference("ghcr.io/a/b:latest")).toBe("ghcr.io/a/b");
  });

  it("is pinned by the digest that it has now, once", () => {
    expect(pinnedReference("docker.io/library/a:1", DIGEST)).toBe(`docker.io/library/a:1@${DIGEST}`);
    expect(pinnedReference(`docker.io/library/a@${DIGEST}`, DIGEST)).toBe(`docker.io/library/a@${DIGEST}`);
    // An engine without the containerd image store says none for what it built itself.
    expect(pinnedReference("docker.io/library/a:1", "")).toBe("docker.io/library/a:1");
  });
});
