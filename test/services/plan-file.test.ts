import { describe, expect, it } from "vitest";
import { planJson } from "../../src/services/plan-json.ts";
import { plan, planIn, serviceIn, textOf } from "./planned.ts";

describe("plan.json", () => {
  it("is a block for each unit, as a person would read it at night", () => {
    const made = plan({
      web: {
        description: "The site",
        environment: { GREETING: "hello %% world", HOST_NAME: "%H" },
        preStart: "mkdir -p /srv",
        after: ["db.service"],
        requires: ["db.service"],
        unitConfig: { ConditionPathExists: ["/srv", "|!/etc/off"], ConditionMemory: ">=1M" },
        serviceConfig: {
          ExecStart: "/bin/web --port ${PORT} $OPTIONS --price 5$$ 100%%",
          ExecStop: "-/bin/web stop",
          ExecReload: "@+/bin/kill again -HUP $MAINPID",
          User: "33",
          RuntimeDirectory: "web",
          LimitNOFILE: "1024:4096",
          LimitCORE: "infinity",
          KillSignal: "SIGQUIT",
          Restart: "on-failure",
          RestartSec: "1min 500ms",
          StandardError: "append:/var/log/web",
        },
      },
      db: { serviceConfig: { Type: "notify", ExecStart: "/bin/db", NotifyAccess: "all", TimeoutStopSec: 0 } },
    });
    expect(textOf(made, "/etc/decl/plan.json")).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "stateFolder": "/run/decl",
        "s6": "/s6/bin",
        "graceSeconds": 9,
        "processes": 14,
        "commandPath": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "units": {
          "db.service": {
            "from": "systemd.services.db",
            "startLimit": {
              "burst": 5,
              "seconds": 10
            },
            "service": {
              "type": "notify",
              "start": [
                {
                  "run": ["/bin/db"]
                }
              ],
              "logPrefix": "db",
              "stopSeconds": null,
              "notifyAccess": "all"
            }
          },
          "graphical.target": {},
          "multi-user.target": {},
          "timers.target": {},
          "web.service": {
            "description": "The site",
            "from": "systemd.services.web",
            "after": ["db.service"],
            "requires": ["db.service"],
            "startLimit": {
              "burst": 5,
              "seconds": 10
            },
            "conditions": [
              {
                "kind": "PathExists",
                "values": ["/srv"]
              },
              {
                "kind": "PathExists",
                "values": ["/etc/off"],
                "negated": true,
                "trigger": true
              },
              {
                "kind": "Memory",
                "values": [">= 1048576"]
              }
            ],
            "service": {
              "startPre": [
                {
                  "run": ["/etc/decl/units/web.service/pre-start"]
                }
              ],
              "start": [
                {
                  "run": ["/bin/web", "--port", "\${PORT}", "$OPTIONS", "--price", "5$$", "100%%"]
                }
              ],
              "reload": [
                {
                  "run": ["/bin/kill", "-HUP", "$MAINPID"],
                  "calledAs": "again",
                  "asRoot": true
                }
              ],
              "stop": [
                {
                  "run": ["/bin/web", "stop"],
                  "ignoreFailure": true
                }
              ],
              "user": {
                "name": "33",
                "uid": 33,
                "gid": 33,
                "groups": []
              },
              "limits": {
                "CORE": [null, null],
                "NOFILE": [1024, 4096]
              },
              "path": [
                "/coreutils/bin",
                "/findutils/bin",
                "/gnugrep/bin",
                "/gnused/bin",
                "/coreutils/sbin",
                "/findutils/sbin",
                "/gnugrep/sbin",
                "/gnused/sbin"
              ],
              "environment": {
                "GREETING": "hello %% world",
                "HOST_NAME": "%H"
              },
              "error": "append:/var/log/web",
              "logPrefix": "web",
              "directories": [
                {
                  "variable": "RUNTIME_DIRECTORY",
                  "mode": "0755",
                  "paths": ["/run/web"]
                }
              ],
              "restart": "on-failure",
              "restartSeconds": 60.5,
              "killSignal": "QUIT"
            }
          },
          "default.target": {
            "after": ["db.service", "graphical.target", "multi-user.target", "timers.target", "web.service"],
            "wants": ["db.service", "graphical.target", "multi-user.target", "timers.target", "web.service"]
          }
        }
      }
      "
    `);
    expect(textOf(made, "/etc/decl/units/web.service/pre-start")).toBe("#!/bash/bin/bash\nset -e\nmkdir -p /srv\n");
  });

  it("has lists of a few words on one line, whatever is in them", () => {
    const words = ["a]", '"[', "{", "x\ny"];
    const made = planIn(plan({ a: { serviceConfig: { ExecStart: `/bin/a "a]" "\\"[" "{" "x\\ny"` } } }));
    const text = planJson(made);
    expect(JSON.parse(text)).toEqual(made);
    expect(made.units["a.service"]?.service?.start).toEqual([{ run: ["/bin/a", ...words] }]);
    expect(
      planJson({ ...made, units: { "a.target": { after: ["b.target"], wants: ["c.target", "d.target"] } } }),
    ).toContain('    "a.target": {\n      "after": ["b.target"],\n      "wants": ["c.target", "d.target"]\n    }\n');
  });

  it("begins a unit's block with the unit's name, so that it is found without reading the others", () => {
    const made = plan({ "a\\x2db@c": { serviceConfig: { ExecStart: "/bin/a" } } });
    const names = textOf(made, "/etc/decl/plan.json").match(/^ {4}"[^"]+": \{/gm);
    expect(names).toEqual(Object.keys(planIn(made).units).map((name) => `    ${JSON.stringify(name)}: {`));
    expect(names).toContain('    "a\\\\x2db@c.service": {');
  });

  it("leaves out what is at its default", () => {
    expect(serviceIn({ ExecStart: "/bin/a" })).toEqual({ start: [{ run: ["/bin/a"] }] });
    expect(serviceIn({ ExecStart: "/bin/a", Type: "oneshot" })).toMatchObject({ type: "oneshot", startSeconds: null });
    expect(serviceIn({ ExecStart: "/bin/a", SendSIGKILL: false, TimeoutSec: "infinity" })).toMatchObject({
      finalSignal: null,
      startSeconds: null,
      stopSeconds: null,
    });
  });

  it("says where output goes only where that is not the container's or the log", () => {
    const streams = (settings: Record<string, string>) => {
      const { output, error } = serviceIn({ ExecStart: "/bin/a", ...settings }) ?? {};
      return [output, error];
    };
    expect(streams({ StandardOutput: "journal", StandardError: "inherit" })).toEqual([undefined, undefined]);
    expect(streams({ StandardOutput: "null" })).toEqual(["null", "output"]);
    expect(streams({ StandardOutput: "file:/a%%", StandardError: "journal" })).toEqual(["file:/a%%", undefined]);
    expect(streams({ StandardError: "truncate:/b" })).toEqual([undefined, "truncate:/b"]);
  });

  it("has PATH of the environment in place of the service's folders", () => {
    expect(serviceIn({ ExecStart: "/bin/a", Environment: "PATH=/own/bin A=1" })).toMatchObject({
      path: ["/own/bin"],
      environment: { A: "1" },
    });
  });
});
