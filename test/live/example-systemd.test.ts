import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { build, docker, dockerOutput } from "./engine.ts";
import { Container } from "./services/container.ts";

describe("images/example-systemd.ts", () => {
  const IMAGE = "live-example-systemd";
  let output = "";
  /** What a service wrote, in order. */
  const saidBy = (name: string) =>
    output.split("\n").flatMap((line) => (line.startsWith(`[${name}] `) ? [line.slice(name.length + 3)] : []));

  it("ends with 0 when its server has ended", async () => {
    const text = readFileSync(new URL("../../images/example-systemd.ts", import.meta.url), "utf8");
    const built = await build({ files: { "example-systemd.ts": text }, options: ["-t", IMAGE] });
    expect(built.code, built.output).toBe(0);
    const finished = await docker(["run", "--rm", IMAGE]);
    output = finished.output;
    expect(finished.code, output).toBe(0);
  });

  it("has a script, a command, something that comes before, and an order", () => {
    expect(saidBy("example")).toEqual(["hello from a script"]);
    expect(saidBy("hello")).toEqual(["Hello, world!"]);
    expect(saidBy("prepared")).toEqual(["preparing", "prepared"]);
    expect(output).toMatch(/^\[first\] first\n(?:.*\n)*\[second\] second$/m);
  });

  it("has a service whose dependents wait until it says that it is ready", () => {
    expect(saidBy("server")).toEqual(["starting", "ready"]);
    expect(output).toMatch(/^\[server\] ready\n(?:.*\n)*\[client\] the server is ready$/m);
  });

  it("has a service with a user of its own", () => {
    expect(saidBy("web")).toEqual(["I am web"]);
  });

  it("has a service that fails and is started again", () => {
    expect(saidBy("flaky")).toEqual(["try", "try", "try", "it works"]);
  });

  it("has a timer that starts a service more than once", () => {
    expect(saidBy("tick").length).toBeGreaterThan(1);
    expect(new Set(saidBy("tick"))).toEqual(new Set(["tick"]));
  });

  it("ends with 0 at docker stop too, before the grace period is over", async () => {
    await using container = new Container((await dockerOutput(["run", "-d", IMAGE])).trim());
    await container.wrote(/^\[server\] starting$/m);
    expect((await container.stop()).code).toBe(0);
    expect(await container.logs()).not.toContain("not everything stopped in time");
  });
});

it("a oneshot that fails ends the container with its code", async () => {
  const declaration = `// syntax=decl/frontend
export default {
  systemd: { services: {
    failing: { script: "exit 7", serviceConfig: { Type: "oneshot" } },
    web: { script: "exec sleep 1000", after: ["failing.service"] },
  } },
};
`;
  const built = await build({ files: { "image.ts": declaration }, options: ["-t", "live-failing"] });
  expect(built.code, built.output).toBe(0);
  expect((await docker(["run", "--rm", "live-failing"])).code).toBe(7);
});

it("services, then the command of docker run with its own exit code", async () => {
  const declaration = `// syntax=decl/frontend
export default ({ pkgs }) => ({
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils] },
  systemd: { services: { ready: { script: "echo up > /run/up", serviceConfig: { Type: "oneshot" } } } },
});
`;
  const built = await build({ files: { "image.ts": declaration }, options: ["-t", "live-command"] });
  expect(built.code, built.output).toBe(0);
  const { code, output } = await docker(["run", "--rm", "live-command", "bash", "-c", "cat /run/up; exit 3"]);
  expect(output).toContain("up\n");
  expect(code).toBe(3);
});
