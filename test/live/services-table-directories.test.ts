import { expect, it } from "vitest";
import { oneshot, runDeclared } from "./services/declared.ts";

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
