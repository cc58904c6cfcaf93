import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { build, docker } from "./engine.ts";

it("images/example-systemd.ts runs its units in order and ends with 0", async () => {
  const text = readFileSync(new URL("../../images/example-systemd.ts", import.meta.url), "utf8");
  const built = await build({ files: { "example-systemd.ts": text }, options: ["-t", "live-example-systemd"] });
  expect(built.code, built.output).toBe(0);
  const { code, output } = await docker(["run", "--rm", "live-example-systemd"]);
  expect(output.trimEnd().split("\n").sort()).toEqual([
    "[example] hello from a script",
    "[first] first",
    "[hello] Hello, world!",
    "[prepared] prepared",
    "[prepared] preparing",
    "[second] second",
  ]);
  expect(output.indexOf("[first]")).toBeLessThan(output.indexOf("[second]"));
  expect(code).toBe(0);
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
