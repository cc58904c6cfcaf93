import { expect, it } from "vitest";
import { eventually } from "./services/container.ts";
import { linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

const stat = (...paths: string[]): string => `stat -c '%a %U:%G %n' ${paths.join(" ")}`;

it("…Directory and …DirectoryMode: modes, owners, variables, several names and folders in folders", async () => {
  const { code, lines } = await runDeclared({
    systemd: {
      services: {
        a: oneshot(
          `env | grep _DIRECTORY= | sort; ${stat("/run/a", "/run/a/b", "/var/lib/s", "/var/lib/t", "/var/cache/c", "/var/log/l", "/etc/e")}`,
          {
            serviceConfig: {
              User: "web",
              RuntimeDirectory: "a a/b",
              RuntimeDirectoryMode: "0750",
              StateDirectory: ["s", "t"],
              StateDirectoryMode: "0700",
              CacheDirectory: "c",
              CacheDirectoryMode: "0711",
              LogsDirectory: "l",
              LogsDirectoryMode: "2770",
              ConfigurationDirectory: "e",
              ConfigurationDirectoryMode: "0705",
            },
          },
        ),
      },
    },
  });
  expect(code).toBe(0);
  expect(lines).toEqual([
    "CACHE_DIRECTORY=/var/cache/c",
    "CONFIGURATION_DIRECTORY=/etc/e",
    "LOGS_DIRECTORY=/var/log/l",
    "RUNTIME_DIRECTORY=/run/a:/run/a/b",
    "STATE_DIRECTORY=/var/lib/s:/var/lib/t",
    "750 web:web /run/a",
    "750 web:web /run/a/b",
    "700 web:web /var/lib/s",
    "700 web:web /var/lib/t",
    "711 web:web /var/cache/c",
    "2770 web:web /var/log/l",
    "705 root:root /etc/e",
  ]);
});

it("without a mode it is 755; what was in a folder stays, and is the user's at the next start", async () => {
  const { lines } = await runDeclared({
    systemd: {
      services: {
        a: oneshot("echo kept >$STATE_DIRECTORY/file", { serviceConfig: { StateDirectory: "s", UMask: "0077" } }),
        b: oneshot(`cat $STATE_DIRECTORY/file; ${stat("/var/lib/s")}`, {
          serviceConfig: { StateDirectory: "s" },
          after: ["a.service"],
        }),
        c: oneshot(stat("/var/lib/s"), { serviceConfig: { StateDirectory: "s", User: "web" }, after: ["b.service"] }),
      },
    },
  });
  expect(lines).toEqual(["kept", "755 root:root /var/lib/s", "755 web:web /var/lib/s"]);
});

it("RuntimeDirectory is gone after the end, unless RuntimeDirectoryPreserve says yes; the others stay", async () => {
  const { lines } = await runDeclared({
    systemd: {
      services: {
        a: oneshot("touch /run/gone/file /run/kept/file", {
          serviceConfig: { RuntimeDirectory: "gone", StateDirectory: "state" },
          requires: ["kept.service"],
          after: ["kept.service"],
        }),
        kept: oneshot("ls -d /run/kept", {
          serviceConfig: { RuntimeDirectory: "kept", RuntimeDirectoryPreserve: true },
          wantedBy: [],
        }),
        last: oneshot("ls -d /run/gone /run/kept /var/lib/state /run/kept/file 2>/dev/null || :", {
          after: ["a.service"],
        }),
      },
    },
  });
  expect(lines).toEqual(["/run/kept", "/run/kept", "/run/kept/file", "/var/lib/state"]);
});

it("RuntimeDirectoryPreserve=restart keeps it while the service is started again, and removes it in the end", async () => {
  await using container = await startDeclared({
    systemd: {
      services: {
        a: {
          script:
            "echo start $(ls /run/a); : >/run/a/n$(ls /run/a | wc -l); [ -e /run/a/n2 ] || exit 1; exec sleep infinity",
          serviceConfig: {
            User: "web",
            RuntimeDirectory: "a a/b",
            RuntimeDirectoryPreserve: "restart",
            Restart: "on-failure",
          },
        },
        other: { script: "exec sleep infinity" },
      },
    },
  });
  await container.wrote(/^start b n1$/m);
  const { output } = await container.exec(
    "/etc/decl/unit restart a; until [ -e /run/a/n3 ]; do sleep 0.02; done; ls /run/a; /etc/decl/unit stop a; ls -d /run/a",
  );
  expect(output).toBe("b\nn1\nn2\nn3\nls: cannot access '/run/a': No such file or directory\n");
  const again = await container.exec("/etc/decl/unit start a; until [ -e /run/a/n2 ]; do sleep 0.02; done; ls /run/a");
  expect(again.output).toBe("b\nn1\nn2\n");
});

it("RuntimeDirectoryPreserve=restart: it goes too when the service fails for good", async () => {
  await using container = await startDeclared(
    {
      systemd: {
        services: {
          a: {
            script: "ls $RUNTIME_DIRECTORY; : >$RUNTIME_DIRECTORY/kept; exit 1",
            startLimitBurst: 2,
            serviceConfig: { RuntimeDirectory: "a", RuntimeDirectoryPreserve: "restart", Restart: "on-failure" },
          },
          other: { script: "exec sleep infinity" },
        },
      },
    },
    { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
  );
  await container.wrote(/a.service failed: start-limit-hit/);
  await eventually(async () => expect(linesOf(await container.logs())).toEqual(["kept"]));
  expect((await container.exec("ls /run/a")).code).not.toBe(0);
});

it("WorkingDirectory: a folder of the service's own, the home, one that may be missing, and one that may not", async () => {
  const pwd = (serviceConfig: Record<string, string>, ...after: string[]) => oneshot("pwd", { serviceConfig, after });
  const { code, lines } = await runDeclared({
    systemd: {
      services: {
        a: pwd({ StateDirectory: "own", WorkingDirectory: "%S/own" }),
        b: pwd({ WorkingDirectory: "~" }, "a.service"),
        c: pwd({ WorkingDirectory: "-/no/such" }, "b.service"),
        d: pwd({}, "c.service"),
        e: pwd({ WorkingDirectory: "/no/such" }, "d.service"),
      },
    },
  });
  expect(lines.slice(0, 4)).toEqual(["/var/lib/own", "/root", "/", "/"]);
  // EXIT_CHDIR
  expect(code).toBe(200);
});
