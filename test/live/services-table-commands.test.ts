import { expect, it } from "vitest";
import { eventually } from "./services/container.ts";
import { linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

it("Exec…Pre, Start, Post and Stop… run in order; -, +, !, !! and : do what they do", async () => {
  const { code, lines } = await runDeclared({
    systemd: {
      services: {
        a: {
          environment: { NAME: "value" },
          serviceConfig: {
            Type: "oneshot",
            User: "web",
            ExecCondition: ["true", "+bash -c 'echo condition $$(id -un)'"],
            ExecStartPre: ["-false", "echo pre", "+bash -c 'echo + $$(id -un)'", "!bash -c 'echo ! $$(id -un)'"],
            ExecStart: ["!!bash -c 'echo !! $$(id -un)'", ":echo ${NAME}", "-:bash -c 'exit 3'"],
            ExecStartPost: "echo post",
            ExecStop: "echo stop",
            ExecStopPost: ["-false", "+bash -c 'echo $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS $$(id -un)'"],
          },
        },
      },
    },
  });
  expect(code).toBe(0);
  // Docker does not keep the order between the two outputs.
  expect(lines.filter((line) => line.startsWith("a.service: ")).toSorted()).toEqual([
    "a.service: a command ended with 1, which its prefix - says to ignore",
    "a.service: a command ended with 1, which its prefix - says to ignore",
    "a.service: a command ended with 3, which its prefix - says to ignore",
  ]);
  expect(lines.filter((line) => !line.startsWith("a.service: "))).toEqual([
    "condition root",
    "pre",
    "+ root",
    "! root",
    "!! web",
    "${NAME}",
    "post",
    "stop",
    "success exited 0 root",
  ]);
});

it("ExecCondition skips with 1 to 254 and fails with 255; ExecStartPre that fails, fails the service", async () => {
  const { code, output, lines } = await runDeclared(
    {
      systemd: {
        services: {
          skipped: oneshot("echo never", { serviceConfig: { ExecCondition: "bash -c 'exit 254'" } }),
          failed: oneshot("echo never", { serviceConfig: { ExecCondition: "bash -c 'exit 255'" } }),
          pre: oneshot("echo never", { preStart: "exit 9", postStop: "echo after all" }),
        },
      },
    },
    { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1", "-e", "DECL_STOP_SECONDS=2"], args: ["true"] },
  );
  expect(lines).toEqual(["after all"]);
  expect(output).toContain("init: skipped.service was skipped: a condition is not met");
  expect(output).toContain("init: failed.service failed: exit-code, exit code 255");
  expect(output).toContain("init: pre.service failed: exit-code, exit code 9");
  expect(code).toBe(0);
});

it("ExecStartPost that fails stops the service", async () => {
  const { code, output } = await runDeclared({
    systemd: { services: { a: { script: "exec sleep infinity", postStart: "exit 4" } } },
  });
  expect(output).toContain("init: a.service: ExecStartPost failed");
  // Of SIGTERM.
  expect(code).toBe(143);
});

it("ExecStopPost is told how the service ended: by a code, or by a signal's name", async () => {
  const tell = "echo $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS";
  await using container = await startDeclared(
    {
      systemd: {
        services: {
          code: oneshot("exit 5", { postStop: tell }),
          signal: { script: "kill -USR1 $$", postStop: tell },
          killed: { script: "kill -KILL $$", postStop: tell },
          clean: { script: "kill -TERM $$", postStop: tell },
        },
      },
    },
    { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
  );
  await eventually(async () =>
    expect(linesOf(await container.logs()).toSorted()).toEqual([
      "exit-code exited 5",
      "signal killed KILL",
      "signal killed USR1",
      "success killed TERM",
    ]),
  );
});

it("script, scriptArgs, preStart, postStart, reload, preStop and postStop, with MAINPID", async () => {
  const same = (what: string) => `[ "$MAINPID" = "$(cat /run/pid)" ] && echo ${what} knows the service`;
  await using container = await startDeclared({
    systemd: {
      services: {
        a: {
          preStart: "echo before",
          script: "echo $$ >/run/pid; echo main $*; trap 'echo term; exit' TERM; sleep infinity & wait",
          scriptArgs: "%n 'two words'",
          postStart: `until [ -s /run/pid ]; do sleep 0.05; done; ${same("post-start")}`,
          reload: `${same("reload")}; echo again`,
          preStop: same("pre-stop"),
          postStop: "echo after",
        },
        failing: {
          serviceConfig: { ExecStart: "sleep infinity", ExecReload: ["-false", "bash -c 'exit 6'", "echo no"] },
        },
      },
    },
  });
  await container.ready();
  expect(
    (await container.exec("/etc/decl/unit reload a; echo $?; /etc/decl/unit reload failing; echo $?")).output,
  ).toBe("0\nunit: failing.service: ExecReload= ended with 6\n6\n");
  expect((await container.stop()).code).toBe(0);
  const logs = await container.logs();
  expect(logs).toContain("failing.service: a command ended with 1, which its prefix - says to ignore\n");
  expect(linesOf(logs).filter((line) => !line.startsWith("failing.service: "))).toEqual([
    "before",
    "main a.service two words",
    "post-start knows the service",
    "reload knows the service",
    "again",
    "pre-stop knows the service",
    "term",
    "after",
  ]);
});

it("path and enableDefaultPath: whose programs are found, before the container's own", async () => {
  const { code, lines } = await runDeclared(
    {
      systemd: {
        services: {
          a: oneshot("hello -g mine; sort --version | head -n1", { path: ["pkgs.hello"] }),
          b: oneshot("echo $PATH | sed -E 's|/nix/store/[a-z0-9]{32}-||g'", {
            path: ["pkgs.hello"],
            after: ["a.service"],
          }),
          c: oneshot("echo $PATH", {
            path: ["pkgs.hello"],
            enableDefaultPath: false,
            after: ["b.service"],
          }),
        },
      },
    },
    { docker: ["-e", "PATH=/bin"] },
  );
  expect(code).toBe(0);
  expect(lines[0]).toBe("mine");
  expect(lines[1]).toContain("(GNU coreutils)");
  const names = (text = "") => text.split(":").map((folder) => folder.replace(/-[\d.]+\/(?=s?bin$)/, "/"));
  const packages = ["hello", "coreutils", "findutils", "gnugrep", "gnused"];
  const folders = ["bin", "sbin"].flatMap((folder) => packages.map((name) => `${name}/${folder}`));
  expect(names(lines[2])).toEqual([...folders, "/bin"]);
  expect(lines[3]).toMatch(/^[^:]*-hello[^:]*\/bin:[^:]*-hello[^:]*\/sbin:\/bin$/);
});
