import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { build, docker, dockerOutput, errorIn, temporaryFolder } from "./engine.ts";
import { nixosContexts } from "./nixos-set.ts";

const declaration = (nixos: string, more = "") => `// syntax=decl/frontend
import { build, context, image, nix } from "decl";
export default image(({ pkgs, lib, config }) => ({
  nixpkgs: { binaryCaches: [] },
  nixos: ${nixos},
  ${more}
}));
`;

interface Made {
  readonly more?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly options?: readonly string[];
}

const make = (nixos: string, { more = "", files = {}, folder = temporaryFolder(), options = [] }: Made = {}) =>
  build({
    files: { "image.ts": declaration(nixos, more), ...files },
    folder,
    contexts: nixosContexts(),
    options,
    debug: options.length === 0,
  });

const check = (nixos: string, made: Made = {}) => make(nixos, { ...made, options: ["--call=check"] });

describe("an image with NixOS's modules", () => {
  const name = "live-nixos";
  const inside = (script: string) => dockerOutput(["exec", name, "/bin/bash", "-c", script]);
  /** Until a command in the container succeeds. */
  const until = (script: string) => inside(`for i in {1..200}; do { ${script}; } && exit; sleep 0.1; done; exit 1`);

  it("is built", async () => {
    const { code, output } = await make(
      `{
    imports: ["./nixos/notes.nix", "./nixos/mine.nix"],
    services: {
      "hello-web": {
        enable: true,
        greeting: lib.mkForce("hello from NixOS"),
        package: nix\`pkgs.nginx // { name = "ours"; }\`,
        root: context("./www"),
        openFirewall: true,
      },
      note: {
        enable: true,
        text: lib.mkAfter("at the end\\n"),
        after: "hello-web.service",
        setup: "echo set up >/var/lib/note/before",
      },
      clock: { enable: true },
      tools: { enable: true },
    },
    environment: { loginShellInit: "# of the declaration", systemPackages: [pkgs.curl, nix\`pkgs.writeShellScriptBin "told" ("echo told by " + config.services.hello-web.greeting)\`] },
    systemd: { globalEnvironment: { GLOBAL: "yes" }, services: { note: {
      environment: { MADE: \`\${build({ name: "maker", script: "mkdir $out; echo made >$out/it" })}/it\` },
      postStart: "cat $MADE >>/var/lib/note/note",
    } } },
    users: { users: { alice: { isNormalUser: true, extraGroups: ["hello-web"] } } },
    time: { timeZone: "Europe/Paris" },
  }`,
      {
        more: `nixosSetIdPrograms: true,
  environment: {
    systemPackages: [pkgs.bash, pkgs.coreutils],
    etc: { settled: { text: \`\${config.nixos.services["hello-web"].package}/bin on \${config.nixos.services["hello-web"].port}\` } },
  },
  systemd: { services: {
    "hello-web": { environment: { OURS: "yes" }, serviceConfig: { RuntimeDirectoryMode: "0711", Restart: "on-failure" } },
    note: { after: ["time-set.target"] },
  } },
  users: { users: { "hello-web": { extraGroups: ["users"] } } },`,
        files: {
          "nixos/notes.nix": `{ lib, ... }: { imports = [ ./more.nix ]; services.note.text = lib.mkBefore (builtins.readFile ./first.txt); }`,
          "nixos/more.nix": `{ services.note.text = "in the middle"; }`,
          "nixos/first.txt": "first",
          "nixos/mine.nix": `{ imports = [ ((import ./flake.nix).outputs { self = { }; }).nixosModules.default ]; }`,
          "nixos/flake.nix": `{
  outputs = { self, ... }: { nixosModules.default = { environment.etc.flake.text = "from a flake"; }; };
}`,
          "www/index.html": "a page of the build context",
        },
        options: ["-t", name],
      },
    );
    expect(code, output).toBe(0);
    await dockerOutput(["run", "-d", "--name", name, name]);
  });
  afterAll(() => docker(["rm", "-f", name]));

  it("runs what NixOS configures, with files of the build context", async () => {
    expect(await until("curl -sf localhost:8080/greeting")).toBe("hello from NixOS\n");
    expect(await inside("curl -s localhost:8080/")).toBe("a page of the build context");
    expect(await inside("read -r text </etc/hello-web/greeting || echo $text")).toBe("hello from NixOS\n");
    expect(await inside("cat /etc/flake")).toBe("from a flake");
    expect(await inside("told")).toBe("told by hello from NixOS\n");
  });

  it("runs its scripts, with modules that lie in the build context and a stand-in for systemctl", async () => {
    await until("[ -e /var/lib/note/note ]");
    const lines = (await inside("cat /var/lib/note/note")).split("\n");
    expect(lines).toEqual(["first", "in the middle", "at the end", "from the environment", "active", "made", ""]);
    expect(await inside("cat /var/lib/note/before")).toBe("set up\n");
    expect(await inside("cat /var/lib/note/kept; stat -c %a /var/lib/note/kept")).toBe("kept600\n");
  });

  it("starts what a timer starts", async () => {
    await until("[ $(wc -l </var/lib/clock/ticks) -gt 1 ]");
  });

  it("has stand-ins for systemd's programs, which scripts call", async () => {
    await until("[[ $(cat /run/asked 2>/dev/null) = *catted ]]");
    expect((await inside("cat /run/asked")).split("\n")).toEqual([
      "active",
      "ActiveState=active",
      "SubState=running",
      "success",
      "inactive",
      "not active: 3",
      "active",
      "madejournalctl: there is no journal here: docker logs shows what services write",
      "no journal: 1",
      "catted",
      "",
    ]);
    const logs = await dockerOutput(["logs", name]);
    expect(logs.match(/\[tools\] started/g)).toHaveLength(3);
    expect(logs.match(/\[tools\] reloaded/g)).toHaveLength(1);
  });

  it("gives a service the sockets that NixOS configures", async () => {
    expect(await inside("curl -s localhost:8081/; curl -s --unix-socket /run/greeter.sock http://here/")).toBe(
      "socket 3\nsocket 4\n",
    );
    expect(await inside("stat -c %a /run/greeter.sock")).toBe("600\n");
  });

  it("has set-id programs, where the declaration allows them", async () => {
    const command = ["exec", "--user", "alice", name, "/run/wrappers/bin/who-am-i", "-u"];
    expect(await dockerOutput(command)).toBe("0\n");
    expect(await inside("stat -c '%a %u' /run/wrappers/bin/who-am-i")).toBe("4511 0\n");
  });

  it("has what the declaration reads of NixOS's settled values", async () => {
    expect(await inside("cat /etc/settled")).toMatch(
      /^\/nix\/store\/[a-z0-9]{32}-ours\/bin on 8080$|^\/nix\/store\/[a-z0-9]{32}-nginx-[\d.]+\/bin on 8080$/,
    );
  });

  it("has the users, ports, time zone and lines for shells", async () => {
    expect(await inside("id -nG alice; id -nG hello-web; date +%Z")).toMatch(
      /users hello-web\n.*hello-web users\nCES?T/s,
    );
    expect(await inside("cat /etc/profile")).toMatch(/# of the declaration/);
    expect(await inside("cat /etc/profile")).not.toMatch(/of the machine/);
    const [{ Config }] = JSON.parse(await dockerOutput(["image", "inspect", name]));
    expect(Object.keys(Config.ExposedPorts)).toEqual(["8080/tcp"]);
  });

  it("has what the declaration says on top of it", async () => {
    expect(await inside("stat -c '%a %U' /run/hello-web")).toBe("711 hello-web\n");
    const { units } = JSON.parse(await inside("cat /etc/decl/plan.json"));
    expect(units["hello-web.service"].service).toMatchObject({ restart: "on-failure", environment: { OURS: "yes" } });
    expect(units["note.service"].service.environment).toMatchObject({ GLOBAL: "yes" });
    expect(units["note.service"].service.environment).not.toHaveProperty("OF_MACHINE");
    expect(units["note.service"].after).toEqual(expect.arrayContaining(["hello-web.service"]));
  });
});

describe("a configuration in Nix", () => {
  it("alone is an image", async () => {
    const { code, output } = await build({
      files: {
        "image.json": JSON.stringify({
          syntax: "decl/frontend",
          nixpkgs: { binaryCaches: [] },
          nixosConfiguration: "./configuration.nix",
        }),
        "configuration.nix": `{ lib, ... }: {
  systemd.services.hi = { wantedBy = [ "multi-user.target" ]; script = "echo hi from configuration.nix"; serviceConfig.Type = "oneshot"; };
  boot.kernel.sysctl.a = 1;
  boot.loader.grub.enable = true;
  networking.hostName = "machine";
}
`,
      },
      contexts: nixosContexts(),
      options: ["-t", "live-nixos-alone"],
    });
    expect(code, output).toBe(0);
    expect(output).toContain(
      "configuration.nix:3: NixOS's boot.kernel.sysctl, boot.loader.grub.enable do nothing here: an image boots nothing",
    );
    expect(output).toContain("configuration.nix:5: NixOS's networking.hostName does nothing here: Docker configures");
    expect(await dockerOutput(["run", "--rm", "live-nixos-alone"])).toContain("hi from configuration.nix");
  });
});

describe("evaluating NixOS", () => {
  const nixos = `{ imports: ["./nixos/web.nix"], services: { "hello-web": { enable: true } } }`;
  const more = "environment: { systemPackages: [pkgs.hello] },";
  const nixosFiles = {
    "nixos/web.nix": "{ services.hello-web.greeting = builtins.readFile ./greeting.txt; }\n",
    "nixos/greeting.txt": `hello at ${process.hrtime.bigint()}`,
  };
  const evaluationsOf = async (folder: string, files: Readonly<Record<string, string>>) => {
    const { code, output } = await make(nixos, { more, files, folder, options: ["--output=type=cacheonly"] });
    expect(code, output).toBe(0);
    const named = [...output.matchAll(/^#(\d+) \[nix\] ((?:evaluate|look up) .*)$/gm)];
    const names = new Map(named.map(([, id = "", name = ""]) => [id, name]));
    return Array.from(names, ([id, name]) => ({ name, isCached: output.includes(`\n#${id} CACHED`) }));
  };

  it("is one step together with the names of packages, and not done again where nothing of it has changed", async () => {
    const folder = temporaryFolder();
    const [first, ...others] = await evaluationsOf(folder, nixosFiles);
    expect(others).toEqual([]);
    expect(first).toEqual({
      name: expect.stringMatching(/^evaluate NixOS, and look up \d+ names in the package set$/),
      isCached: false,
    });
    const again = [{ ...first, isCached: true }];
    expect(await evaluationsOf(folder, {})).toEqual(again);
    expect(await evaluationsOf(folder, { "other.txt": "what NixOS does not read" })).toEqual(again);
    const changed = { "nixos/greeting.txt": `hello again at ${process.hrtime.bigint()}` };
    expect(await evaluationsOf(folder, changed)).toEqual([first]);
  });
});

describe("a lock of an image with NixOS's modules", () => {
  it("has what NixOS refers to, and a build with it makes the same image", async () => {
    const folder = temporaryFolder();
    const nixos = `{ imports: ["./nixos/notes.nix"], services: { "hello-web": { enable: true }, note: { enable: true, text: "a note" } } }`;
    const files = {
      "nixos/notes.nix": "{ systemd.services.note.environment.FILE = ./first.txt; }",
      "nixos/first.txt": "first",
    };
    const digest = (output: string) => /exporting config (sha256:\w+)/.exec(output)?.[1];
    const free = await make(nixos, { files, folder, options: ["--output=type=image,push=false"] });
    expect(free.code, free.output).toBe(0);
    const locked = await make(nixos, { files, folder, options: ["--target=lock", "-o", folder] });
    expect(locked.code, locked.output).toBe(0);
    const lock = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
    expect(Object.keys(lock.builds).filter((one) => one.endsWith("-hello-web.conf.drv"))).toHaveLength(1);
    const again = await make(nixos, { files, folder, options: ["--output=type=image,push=false"] });
    expect(again.code, again.output).toBe(0);
    expect(digest(free.output)).toMatch(/^sha256:/);
    expect(digest(again.output)).toBe(digest(free.output));
  });
});

describe("mistakes in what NixOS is told", () => {
  it.each([
    [`{ services: { "hello-wep": { enable: true } } }`, /image\.ts:5:24: NixOS has no option "services\.hello-wep"/],
    [
      `{ services: { "hello-web": { enable: "yes" } } }`,
      /image\.ts:5:39: the NixOS option services\.hello-web\.enable must be: boolean/,
    ],
    [
      `lib.mkMerge([{ time: { timeZone: "A" } }, { time: { timeZone: "B" } }])`,
      /image\.ts:5:\d+: the NixOS option time\.timeZone has conflicting definitions: image\.ts says "A", image\.ts says "B"/,
    ],
    [
      `{ services: { "hello-web": { enable: true, port: 22 } } }`,
      /image\.ts:5:53: services\.hello-web\.port is 22, which is for SSH/,
    ],
    [
      `{ services: { "hello-web": { enable: true, package: pkgs.nginxx } } }`,
      /image\.ts:5:\d+: attribute 'nginxx' missing/,
    ],
    [
      `{ services: { note: { enable: true, text: (x) => x } } }`,
      /image\.ts:5:52: a function of TypeScript is nothing that Nix can call/,
    ],
    [
      `{ services: { "hello-web": { package: build({ name: "x", script: "true" }) } } }`,
      /image\.ts:5:\d+: build\(\) cannot be a package for NixOS/,
    ],
  ])("are told at their line: %s", async (nixos, message) => {
    expect(errorIn(await check(nixos))).toMatch(message);
  });

  it("is what would have to be built before it is known", async () => {
    const text = 'nix`builtins.readFile (pkgs.writeText "page" "hello")`';
    expect(errorIn(await check(`{ services: { "hello-web": { enable: true, greeting: ${text} } } }`))).toMatch(
      /image\.ts:5:\d+: .*\n {2}hint: nothing is built while names are looked up: choose an expression that needs no import from derivation/s,
    );
  });

  it("is a user's password, which all could read, and what an image is not switched to is a warning", async () => {
    const made = await check(`{ imports: ["./nixos/alice.nix"] }`, {
      files: { "nixos/alice.nix": '{ users.users.alice = { isNormalUser = true; initialPassword = "secret"; }; }\n' },
    });
    expect(errorIn(made)).toContain(
      "nixos/alice.nix:1:46: failed assertion: users.users.alice.initialPassword would be readable by all who have the image",
    );
    const web = 'web = { script = "true"; stopIfChanged = false; }';
    const { output } = await check(`{ imports: ["./nixos/web.nix"] }`, {
      files: { "nixos/web.nix": `{ systemd.services.${web}; }\n` },
    });
    expect(output).toContain(
      "nixos/web.nix:1:45: NixOS's systemd.services.web.stopIfChanged does nothing here: it is about `nixos-rebuild switch`",
    );
  });

  it("is a build() in what NixOS makes a file of", async () => {
    const text = '`${build({ name: "x", script: "true" })}`';
    const made = await make(`{ services: { note: { enable: true, text: ${text} } } }`, {
      options: ["--progress=plain"],
    });
    expect(errorIn(made)).toMatch(
      /image\.ts:5:10: note has the text of a build\(\), which is made after what NixOS makes/,
    );
  });

  it("are told by the line of a .nix file", async () => {
    const syntax = await check(`{ imports: ["./nixos/web.nix"] }`, {
      files: { "nixos/web.nix": "{\n  services = [ ;\n}\n" },
    });
    expect(errorIn(syntax)).toMatch(/nixos\/web\.nix:2:16: syntax error/);
  });

  it.each([
    ["  services.helo = { };", '2:3: NixOS has no option "services.helo"'],
    ["  helo.a = 1;", '2:3: NixOS has no option "helo"'],
    [
      '  services.hello-web = { enable = true;\n    port = "a"; };',
      "3:5: the NixOS option services.hello-web.port must be: 16 bit",
    ],
    [
      '  networking.firewall.allowedTCPPorts = [ "80" ];',
      "2:3: the NixOS option networking.firewall.allowedTCPPorts must be",
    ],
    ["  services.hello-web = { enable = true; port = 22; };", "2:41: services.hello-web.port is 22, which is for SSH"],
    ['  services.hello-web.enable = true;\n  services.hello-web.port = throw "no good";', "3:29: no good"],
    [
      "  environment.systemPackages = [ <nixos-hardware> ];",
      "2:34: file 'nixos-hardware' was not found in the Nix search path",
    ],
  ])("are told by the line of a .nix file that has the option: %s", async (text, message) => {
    const made = await check(`{ imports: ["./nixos/web.nix"] }`, { files: { "nixos/web.nix": `{\n${text}\n}\n` } });
    expect(errorIn(made)).toContain(`nixos/web.nix:${message}`);
  });

  it("are told for a file that is not there", async () => {
    expect(errorIn(await check(`{ imports: ["./web.nix"] }`))).toMatch(/web\.nix/);
  });

  it("are warnings where NixOS only warns, and where an image has no such thing", async () => {
    const { output } = await make(
      `{ imports: ["./nixos/disks.nix"], services: { "hello-web": { enable: true, oldGreeting: "hi" }, clock: { enable: true } }, boot: { kernel: { sysctl: { a: 1 } } } }`,
      {
        options: ["--call=check"],
        files: { "nixos/disks.nix": "{\n  boot.loader.grub.enable = true;\n}\n" },
      },
    );
    expect(output).toContain(
      "nixos/disks.nix:2:3: NixOS's boot.loader.grub.enable does nothing here: an image boots nothing",
    );
    expect(output).toContain("The option `services.hello-web.oldGreeting' has been renamed");
    expect(output).toContain("NixOS's boot.kernel.sysctl does nothing here");
    expect(output).toContain("clock.socket is left out: with Accept=yes");
    expect(output).toContain("security.wrappers of NixOS come to nothing: clock");
  });
});
