import { expect, it } from "vitest";
import { runDeclared, startDeclared } from "./services/declared.ts";

it("s6.services: the three steps, whatever their names say, and `after` within a step", async () => {
  const { code, lines } = await runDeclared({
    systemd: { services: { other: { script: "echo other" } } },
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
  // Those before come before systemd's services too.
  expect([code, lines.slice(0, 2)]).toEqual([0, ["first", "second"]]);
  expect(lines.slice(2).toSorted()).toEqual(["last", "long", "other"]);
  expect(lines.indexOf("last")).toBeGreaterThan(lines.indexOf("long"));
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

it("s6.services: without a user they run as who the container runs as", async () => {
  const config = { s6: { services: { a: { script: "id -u" } } } };
  expect((await runDeclared(config)).lines).toEqual(["0"]);
  expect((await runDeclared(config, { docker: ["--user", "1234:1234"] })).lines).toEqual(["1234"]);
  expect((await runDeclared({ ...config, image: { user: "1234" } })).lines).toEqual(["1234"]);
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
  await container.wrote(/try\n(?:.*\n)*try\n(?:.*\n)*try\n/);
  const logs = await container.wrote(/^once$/m);
  expect(logs.match(/^once$/gm)).toHaveLength(1);
});
