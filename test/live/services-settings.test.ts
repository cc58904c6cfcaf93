import { beforeAll, describe, expect, it } from "vitest";
import type { ServiceOptions, Tools, UnitSection } from "../../src/services/unit.ts";
import { prepareBase, run } from "./services/container.ts";

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

/** The lines a oneshot with these options writes. */
async function outputOf(
  script: string | undefined,
  serviceConfig: UnitSection,
  more: ServiceOptions = {},
  docker: string[] = [],
): Promise<string[]> {
  const a = {
    ...(script === undefined ? {} : { script }),
    ...more,
    serviceConfig: { Type: "oneshot", ...serviceConfig },
  };
  const { code, output } = await run(tools, { services: { a } }, { docker });
  expect([code, output]).toEqual([0, output]);
  return output.trimEnd().split("\n");
}

describe.concurrent("settings", () => {
  it("User, Group, SupplementaryGroups and what USER, HOME and SHELL say", async () => {
    const script = "id -u; id -g; id -G; echo $USER $LOGNAME $HOME $SHELL";
    expect(await outputOf(script, { User: "web", Group: "data", SupplementaryGroups: "logs 600" })).toEqual([
      "990",
      "500",
      "500 501 600",
      "web web /var/lib/web /bin/bash",
    ]);
  });

  it("User=web alone has the user's groups; a number needs no entry; DynamicUser has an id of its own", async () => {
    const { output } = await run(tools, {
      services: {
        a: { script: "echo $(id -u) $(id -g) $(id -G)", serviceConfig: { Type: "oneshot", User: "web" } },
        b: {
          script: "echo $(id -u) $(id -g) $(id -G)",
          serviceConfig: { Type: "oneshot", User: "4321" },
          after: ["a.service"],
        },
        c: {
          script: "[ $(id -u) -ge 61184 ] && [ $(id -u) -le 65519 ] && echo dynamic; : >$STATE_DIRECTORY/file",
          serviceConfig: { Type: "oneshot", DynamicUser: true, StateDirectory: "c" },
          after: ["b.service"],
        },
      },
    });
    expect(output).toBe("990 991 500 991\n4321 4321 4321\ndynamic\n".replace("500 991", "991 500"));
  });

  it("the prefixes + and ! keep root, : keeps variables as they are, @ renames", async () => {
    const { output } = await run(tools, {
      services: {
        a: {
          environment: { NAME: "value", WORDS: "one two" },
          serviceConfig: {
            Type: "oneshot",
            User: "web",
            ExecStartPre: ["+/bin/id -u", "!/bin/id -u", "/bin/id -u"],
            ExecStart: [
              ":/bin/echo ${NAME}",
              "@/bin/bash renamed -c 'echo $$0'",
              "/bin/printf '[%%s]' $WORDS ${WORDS} pre${NAME}post $$x \"a b\" 'c\\x20d' $UNSET ${UNSET} ; /bin/echo \\;",
            ],
          },
        },
      },
    });
    expect(output).toBe("0\n0\n990\n${NAME}\nrenamed\n[one][two][one two][prevaluepost][$x][a b][c d][];\n");
  });

  it("specifiers are known at build, or at start", async () => {
    const [line] = await outputOf(undefined, { ExecStart: "/bin/echo %n %N %p %t %S %H %% %v" }, {}, [
      "--hostname",
      "here",
    ]);
    expect(line).toMatch(/^a\.service a a \/run \/var\/lib here % \d+\.\d+/);
  });

  it("environment, Environment, EnvironmentFile, UnsetEnvironment, PATH, and the container's own in this order", async () => {
    const { output } = await run(
      tools,
      {
        services: {
          file: {
            script: `printf '%s\\n' '# comment' 'A=from file' 'B="two words" ' "C='it is'" 'D=con\\' 'tinued' 'E=' ';x' ' F = f ' 'G="a\\"b"' >/run/env`,
            serviceConfig: { Type: "oneshot" },
            before: ["a.service"],
          },
          a: {
            environment: { A: "a", H: "$HOME 'quoted' \"q\" `x`", GONE: null, PATH: "/own/bin", UID: "5" },
            path: ["/extra"],
            script:
              'printf "%s\\n" "$A" "$B" "$C" "$D" "$E" "$F" "$G" "$H" "${GONE-no}" "$CONTAINER" "${LOST-no}" "$PATH" "$(printenv UID)"',
            enableDefaultPath: false,
            serviceConfig: {
              Type: "oneshot",
              Environment: ['"I=two words"', "CONTAINER=over"],
              EnvironmentFile: ["/run/env", "-/run/no-such"],
              UnsetEnvironment: "LOST",
            },
          },
        },
        globalEnvironment: { GONE: "global" },
      },
      { docker: ["-e", "CONTAINER=docker", "-e", "LOST=lost"] },
    );
    expect(output.trimEnd().split("\n")).toEqual([
      "from file",
      "two words",
      "it is",
      "continued",
      "",
      "f",
      'a"b',
      "$HOME 'quoted' \"q\" `x`",
      "no",
      "over",
      "no",
      "/own/bin:/bin",
      "5",
    ]);
  });

  it("an EnvironmentFile that is missing is a failure, with code 209", async () => {
    const { code, output } = await run(tools, {
      services: { a: { script: "echo a", serviceConfig: { EnvironmentFile: "/no/such" } } },
    });
    expect(output).toContain("a.service: there is no EnvironmentFile /no/such");
    expect(code).toBe(209);
  });

  it("WorkingDirectory, UMask, Nice, OOMScoreAdjust", async () => {
    const script = "pwd; umask; nice; cat /proc/self/oom_score_adj";
    expect(
      await outputOf(script, { WorkingDirectory: "/nix/store", UMask: "0027", Nice: 5, OOMScoreAdjust: 500 }),
    ).toEqual(["/nix/store", "0027", "5", "500"]);
    expect(await outputOf("pwd", { WorkingDirectory: "-/no/such" })).toEqual(["/"]);
    expect(await outputOf("pwd", { WorkingDirectory: "~", User: "nobody" })).toEqual(["/var/empty"]);
  });

  it("Limit…", async () => {
    const script = "ulimit -Sn; ulimit -Hn; ulimit -c; ulimit -Su; ulimit -St";
    expect(
      await outputOf(script, { LimitNOFILE: "512:600", LimitCORE: "1M", LimitNPROC: 77, LimitCPU: "1min" }),
    ).toEqual(["512", "600", "1024", "77", "60"]);
  });

  it("AmbientCapabilities, CapabilityBoundingSet, NoNewPrivileges; what the container does not have is left out", async () => {
    const script = "grep -E '^(Cap(Amb|Bnd|Eff)|NoNewPrivs)' /proc/self/status; id -u; id -G";
    const [, effective, bounding, ambient, privileges, uid, groups] = [
      "",
      ...(await outputOf(script, {
        User: "web",
        AmbientCapabilities: "CAP_NET_BIND_SERVICE CAP_SYS_RESOURCE",
        CapabilityBoundingSet: "CAP_NET_BIND_SERVICE CAP_CHOWN CAP_SYS_RESOURCE",
        NoNewPrivileges: true,
      })),
    ];
    expect([effective, bounding, ambient, privileges, uid, groups]).toEqual([
      "CapEff:\t0000000000000400",
      "CapBnd:\t0000000000000401",
      "CapAmb:\t0000000000000400",
      "NoNewPrivs:\t1",
      "990",
      "991 500",
    ]);
  });

  it("CapabilityBoundingSet: an empty value takes everything away, and lines add and take away one after the other", async () => {
    const bounding = (value: string | string[]) =>
      outputOf("grep ^CapBnd /proc/self/status", { CapabilityBoundingSet: value });
    const set = (hex: string) => [`CapBnd:\t${hex.padStart(16, "0")}`];
    expect(await bounding("")).toEqual(set("0"));
    expect(await bounding(["CAP_KILL", "", "~CAP_CHOWN"])).toEqual(set("0"));
    expect(await bounding(["CAP_CHOWN CAP_KILL", "~CAP_KILL", "CAP_SETGID"])).toEqual(set("41"));
    const [all = ""] = await outputOf("grep ^CapBnd /proc/self/status", {});
    expect(await bounding(["~CAP_CHOWN CAP_SETGID", "~CAP_KILL", "CAP_SETGID"])).toEqual(
      set((BigInt(`0x${all.split("\t")[1]}`) & ~0x21n).toString(16)),
    );
    expect(await bounding("~")).toEqual([all]);
  });

  it("…Directory have modes, owners and variables; the run-time one is gone after the end", async () => {
    const { output } = await run(tools, {
      services: {
        a: {
          script:
            'echo $RUNTIME_DIRECTORY $STATE_DIRECTORY $CACHE_DIRECTORY $LOGS_DIRECTORY $CONFIGURATION_DIRECTORY; stat -c "%a %u %g %n" /run/a /run/a/sub /var/lib/a /var/cache/a /var/log/a /etc/a',
          serviceConfig: {
            Type: "oneshot",
            User: "web",
            RuntimeDirectory: ["a", "a/sub"],
            RuntimeDirectoryMode: "0750",
            StateDirectory: "a",
            CacheDirectory: "a",
            LogsDirectory: "a",
            ConfigurationDirectory: "a",
          },
        },
        b: {
          script: "ls -d /run/a /var/lib/a 2>/dev/null || :",
          serviceConfig: { Type: "oneshot" },
          after: ["a.service"],
        },
      },
    });
    expect(output.trimEnd().split("\n")).toEqual([
      "/run/a:/run/a/sub /var/lib/a /var/cache/a /var/log/a /etc/a",
      "750 990 991 /run/a",
      "750 990 991 /run/a/sub",
      "755 990 991 /var/lib/a",
      "755 990 991 /var/cache/a",
      "755 990 991 /var/log/a",
      "755 0 0 /etc/a",
      "/var/lib/a",
    ]);
  });

  it("StandardInput, StandardOutput and StandardError go where they are told", async () => {
    const { output } = await run(tools, {
      services: {
        a: {
          script: "cat; echo out; echo error >&2",
          serviceConfig: {
            Type: "oneshot",
            StandardInput: "file:/etc/passwd",
            StandardOutput: "file:/run/out",
            StandardError: "append:/run/error",
          },
        },
        b: {
          script: "echo lost; echo lost >&2",
          serviceConfig: { Type: "oneshot", StandardOutput: "null" },
          after: ["a.service"],
        },
        c: {
          script: "head -c4 /run/out; echo; tail -n1 /run/out /run/error",
          serviceConfig: { Type: "oneshot" },
          after: ["b.service"],
        },
      },
    });
    expect(output).toBe("root\n==> /run/out <==\nout\n\n==> /run/error <==\nerror\n");
  });

  it("RootDirectory is the service's root", async () => {
    const { code, output } = await run(tools, {
      services: {
        make: {
          script:
            "mkdir -p /srv/root/bin /srv/root/nix/store; cp -r /nix/store/*glibc* /nix/store/*bash* /nix/store/*ncurses* /nix/store/*readline* /srv/root/nix/store/; echo inside >/srv/root/file",
          serviceConfig: { Type: "oneshot" },
        },
        a: {
          after: ["make.service"],
          serviceConfig: {
            Type: "oneshot",
            RootDirectory: "/srv/root",
            User: "web",
            ExecStart: `${tools.bash}/bin/bash -c 'echo $(</file) $UID'`,
          },
        },
      },
    });
    expect([code, output]).toEqual([0, "inside 990\n"]);
  });

  it("lines have the service's name, or SyslogIdentifier, before them when there are several; errors too", async () => {
    const { output } = await run(tools, {
      logPrefix: true,
      services: {
        a: { script: "echo out; echo error >&2", serviceConfig: { Type: "oneshot" } },
        b: { script: "echo b", serviceConfig: { Type: "oneshot", SyslogIdentifier: "other" }, after: ["a.service"] },
      },
    });
    expect(output).toBe("[a] out\n[a] error\n[other] b\n");
  });
});
