import { describe, expect, it } from "vitest";
import { readProcessSettings } from "../../src/context/process-settings.ts";
import { DeclError, printDiagnostic } from "../../src/text/diagnostic.ts";

const read = (options: Readonly<Record<string, string>>) => readProcessSettings(new Map(Object.entries(options)));

describe("what the client asks of the programs of a build", () => {
  it("is read from its options", () => {
    expect(
      read({
        "add-hosts": "db=10.0.0.2,host.docker.internal=[fe80::1]",
        ulimit: "nofile=1024:4096,nproc=7,core=-1",
        "shm-size": "134217728",
        "cgroup-parent": "/docker/builds",
        "force-network-mode": "host",
      }),
    ).toEqual({
      hosts: [
        { name: "db", address: "10.0.0.2" },
        { name: "host.docker.internal", address: "fe80::1" },
      ],
      ulimits: [
        { name: "nofile", soft: 1024, hard: 4096 },
        { name: "nproc", soft: 7, hard: 7 },
        { name: "core", soft: -1, hard: -1 },
      ],
      shmSize: 134217728,
      cgroupParent: "/docker/builds",
      network: "host",
    });
  });

  it("is nothing where the client says nothing, or the usual", () => {
    const nothing = { hosts: [], ulimits: [] };
    expect(read({})).toEqual(nothing);
    expect(read({ "add-hosts": "", ulimit: "", "shm-size": "", "cgroup-parent": "" })).toEqual(nothing);
    for (const mode of ["", "default", "sandbox"]) expect(read({ "force-network-mode": mode })).toEqual(nothing);
  });

  it.each([
    ["add-hosts", "db", '--add-host cannot be "db"\n  hint: --add-host=db:10.0.0.2 is one that can'],
    ["add-hosts", "db=host-gateway", '--add-host cannot be "db=host-gateway"'],
    ["ulimit", "nofile", '--ulimit cannot be "nofile"\n  hint: --ulimit=nofile=1024:4096 is one that can'],
    ["shm-size", "1g", '--shm-size cannot be "1g"\n  hint: --shm-size=128m is one that can'],
    ["force-network-mode", "bridge", '--network cannot be "bridge"\n  hint: --network=host is one that can'],
  ])("%s cannot be %s", (name, value, message) => {
    const errors = (() => {
      try {
        return [read({ [name]: value })];
      } catch (error) {
        return error instanceof DeclError ? error.diagnostics.map(printDiagnostic) : [error];
      }
    })();
    expect(errors).toEqual([expect.stringContaining(message)]);
  });
});
