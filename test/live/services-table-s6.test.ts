import { expect, it } from "vitest";
import { runDeclared, startDeclared } from "./services/declared.ts";

it("s6.services: the three steps, whatever their names say, and `after` within a step", async () => {
  const { code, lines } = await runDeclared({
    s6: {
      services: {
        z: { type: "oneshot-pre", execStart: "echo first" },
        y: { type: "oneshot-pre", script: "echo second", after: ["z"] },
        b: { type: "long-run", script: "echo long; : >/run/b; exec sleep 1", after: ["y"] },
        a: { type: "oneshot-post", script: "until [ -e /run/b ]; do sleep 0.05; done; echo last" },
        off: { enable: false, script: "echo never" },
      },
    },
  });
  expect([code, lines]).toEqual([0, ["first", "second", "long", "last"]]);
});

it("s6.services: environment, user, workingDirectory, execLogger", async () => {
  const { code, lines } = await runDeclared(
    {
      s6: {
        services: {
          a: {
            execStart: "bash -c 'echo $NAME $$(id -un) $$(pwd) $$FROM_DOCKER'",
            environment: { NAME: "two words" },
            user: "web",
            workingDirectory: "/nix/store",
            execLogger: "sed -u 's/^/logged: /'",
          },
        },
      },
    },
    { docker: ["-e", "FROM_DOCKER=docker"] },
  );
  expect([code, lines]).toEqual([0, ["logged: two words web /nix/store docker"]]);
});

it("s6.services: restartOnFailure starts again what fails, and only that", async () => {
  await using container = await startDeclared({
    s6: {
      services: {
        fails: {
          script: "echo try; [ -e /run/2 ] && exec sleep infinity; [ -e /run/1 ] && : >/run/2; : >/run/1; exit 3",
          restartOnFailure: true,
        },
        ends: { script: "echo once", restartOnFailure: true },
      },
    },
  });
  const logs = await container.wrote(/try\n(?:.*\n)*try\n(?:.*\n)*try\n/);
  expect(logs.match(/^once$/gm)).toHaveLength(1);
});
