import { expect, it } from "vitest";
import { oneshot, runDeclared } from "./services/declared.ts";

it("Environment, environment, globalEnvironment, EnvironmentFile, PassEnvironment, UnsetEnvironment: who wins", async () => {
  const names = [
    "GLOBAL",
    "NONE",
    "OWN",
    "CONFIG",
    "FILE",
    "DOCKER",
    "PASSED",
    "GONE",
    "GONE_IF",
    "STAYS_IF",
    "FILE_GONE",
  ];
  const { code, lines } = await runDeclared(
    {
      systemd: {
        globalEnvironment: { GLOBAL: "global", NONE: "global", OWN: "global" },
        services: {
          file: oneshot("mkdir /run/env; echo FILE=file >/run/env/1.conf; echo FILE_GONE=x >/run/env/2.conf"),
          a: oneshot(names.map((name) => `echo ${name}=\${${name}-not there}`).join("\n"), {
            after: ["file.service"],
            environment: { OWN: "own", NONE: null, CONFIG: "own", FILE: "own", DOCKER: "own" },
            serviceConfig: {
              Environment: ["CONFIG=config", '"FILE=two words" GONE=x GONE_IF=this STAYS_IF=this'],
              EnvironmentFile: ["/run/env/*.conf", "-/no/such"],
              PassEnvironment: "PASSED",
              UnsetEnvironment: ["GONE FILE_GONE", "GONE_IF=this STAYS_IF=that"],
            },
          }),
        },
      },
    },
    { docker: ["-e", "DOCKER=docker", "-e", "PASSED=docker", "-e", "GLOBAL=docker"] },
  );
  expect(code).toBe(0);
  expect(lines).toEqual([
    "GLOBAL=global",
    "NONE=not there",
    "OWN=own",
    "CONFIG=config",
    "FILE=file",
    "DOCKER=own",
    "PASSED=docker",
    "GONE=not there",
    "GONE_IF=not there",
    "STAYS_IF=this",
    "FILE_GONE=not there",
  ]);
});

it("variables in commands: the examples of systemd.service(5)", async () => {
  const { code, lines } = await runDeclared({
    systemd: {
      services: {
        first: {
          serviceConfig: {
            Type: "oneshot",
            Environment: `"ONE=one" 'TWO=two two'`,
            ExecStart: ["printf '[%%s]' $ONE $TWO ${TWO}", "echo"],
          },
        },
        second: {
          after: ["first.service"],
          environment: { ONE: "'one'", TWO: "'two two' too", THREE: "" },
          serviceConfig: {
            Type: "oneshot",
            ExecStart: ["printf '[%%s]' ${ONE} ${TWO} ${THREE}", "echo", "printf '[%%s]' $ONE $TWO $THREE", "echo"],
          },
        },
        third: {
          after: ["second.service"],
          environment: { A: "a", IFS: "," },
          serviceConfig: {
            Type: "oneshot",
            ExecStart: [
              "printf '[%%s]' $A$A ${A}${A} $$A \"$A\" '${A}' a;b \\; \"; x\" $UNSET ${UNSET} * ~ `x`",
              "echo",
              "-:printf '[%%s]' ${A} $A $$A",
              "echo",
              "@bash other -c 'echo $$0' ; echo two in one line",
              'echo "a  b" \\x41\\102 \\t. \'it"s\' %%',
            ],
          },
        },
      },
    },
  });
  expect(code).toBe(0);
  expect(lines).toEqual([
    "[one][two][two][two two]",
    "['one']['two two' too][]",
    "[one][two two][too]",
    "[$A$A][aa][$A][a][a][a;b][;][; x][][*][~][`x`]",
    "[${A}][$A][$$A]",
    "other",
    "two in one line",
    'a  b AB \t. it"s %',
  ]);
});

it("specifiers in commands, settings and environments, also those that only the container knows", async () => {
  const letters = "n N p P i I j J f t S C L E T V h u U g G s H l a %".split(" ");
  const { code, lines } = await runDeclared(
    {
      systemd: {
        services: {
          "a-b@": oneshot("echo $FROM; pwd; cat", {
            wantedBy: [],
            environment: { FROM: "%p/%i on %H" },
            preStart: "mkdir -p /run/x; echo input >/run/x/%n",
            serviceConfig: {
              WorkingDirectory: "%t",
              StandardInput: "file:/etc/%N",
              ExecStartPre: letters.map((letter) => `echo ${letter} %${letter}`),
            },
          }),
          start: oneshot(":", { wants: ["a-b@c-d.service"] }),
        },
      },
      environment: { etc: { "a-b@c-d": { text: "from the file\n" } } },
    },
    { docker: ["--hostname", "box.example"] },
  );
  expect(code).toBe(0);
  const [arch, other] = [
    lines.find((line) => /^a (?:x86-64|arm64)$/.test(line)),
    lines.filter((line) => !/^a /.test(line)),
  ];
  expect(arch).toBeDefined();
  expect(other).toEqual([
    "n a-b@c-d.service",
    "N a-b@c-d",
    "p a-b",
    "P a/b",
    "i c-d",
    "I c/d",
    "j b",
    "J b",
    "f /c/d",
    "t /run",
    "S /var/lib",
    "C /var/cache",
    "L /var/log",
    "E /etc",
    "T /tmp",
    "V /var/tmp",
    "h /root",
    "u root",
    "U 0",
    "g root",
    "G 0",
    "s /bin/sh",
    "H box.example",
    "l box",
    "% %",
    "a-b/c-d on box.example",
    "/run",
    "from the file",
  ]);
});

it("%o, %w, %W, %M, %A and %B are fields of /etc/os-release, or nothing, and %q is the pretty host name", async () => {
  const { lines } = await runDeclared(
    {
      environment: {
        etc: {
          "os-release": {
            text: "NAME=Example\nID='example'\nVERSION_ID=\"25.05\"\nVARIANT_ID=small\nIMAGE_ID=box\nBUILD_ID=b1",
          },
          "machine-info": { text: 'PRETTY_HOSTNAME="The \\"Box\\""\n' },
        },
      },
      systemd: {
        services: {
          a: {
            environment: { OS: "%o %w %W" },
            serviceConfig: { Type: "oneshot", ExecStart: ["echo $OS", "echo %M (%A) %B", "echo %q"] },
          },
        },
      },
    },
    { docker: ["--hostname", "box.example"] },
  );
  expect(lines).toEqual(["example 25.05 small", "box () b1", 'The "Box"']);
  const bare = await runDeclared(
    { systemd: { services: { a: { serviceConfig: { Type: "oneshot", ExecStart: "echo <%o> %q" } } } } },
    { docker: ["--hostname", "box.example"] },
  );
  expect(bare.lines).toEqual(["<> box"]);
});

it("%m, %b and %v are the container's, as systemd writes them", async () => {
  const { lines } = await runDeclared(
    {
      systemd: {
        services: {
          a: {
            serviceConfig: {
              Type: "oneshot",
              ExecStart: ["echo %b", "echo %v", "bash -c 'tr -d - </proc/sys/kernel/random/boot_id; uname -r'"],
            },
          },
        },
      },
    },
    {},
  );
  expect(lines.slice(0, 2)).toEqual(lines.slice(2));
});
