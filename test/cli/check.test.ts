import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decl, workFolder } from "./fixture.ts";

const check = (files: Readonly<Record<string, string>>, ...options: string[]) =>
  decl(files, "check", `FOLDER/${Object.keys(files)[0]}`, ...options);

describe("decl check", () => {
  it("says that a declaration is right, and ends with 0", async () => {
    expect(await check({ "web.ts": 'export default { image: { name: "web" } };' })).toEqual({
      code: 0,
      stdout: "FOLDER/web.ts: no mistakes\n  docker buildx build -f FOLDER/web.ts -t web .\n",
      stderr: "",
    });
  });

  it("prints the command that builds each image under its own name", async () => {
    const text = `import { images } from "decl";
export default images({
  a: ({ args }) => ({ image: { name: args.WHO, tag: "1.2" } }),
  b: {},
  c: { image: { name: "registry.example/c" } },
});`;
    const { stdout } = await check({ "web.ts": text }, "--build-arg", "WHO=it's");
    expect(stdout).toBe(`FOLDER/web.ts: no mistakes
  docker buildx build -f FOLDER/web.ts -t 'it'\\''s:1.2' --target a --build-arg 'WHO=it'\\''s' .
  docker buildx build -f FOLDER/web.ts -t registry.example/c --target c --build-arg 'WHO=it'\\''s' .
`);
  });

  it("shows every mistake with its line, a mark below it, and a hint, and ends with 1", async () => {
    const text = 'export default {\n  image: { cmd: "hello" },\n\timgae: {\n  },\n};';
    expect(await check({ "web.ts": text })).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: FOLDER/web.ts:2:17: must be a list (image.cmd)
   2 |   image: { cmd: "hello" },
     |                 ^^^^^^^
  hint: write ["hello"] instead of "hello"

error: FOLDER/web.ts:3:2: there is no option "imgae"
   3 | \timgae: {
     | \t^^^^^
  hint: did you mean "image"?
`,
    });
  });

  it.each([
    [
      "{ nixos: { services: { gitea: { enable: true } } } }",
      "1:25: nixos is evaluated by Nix in a build, and this is none",
    ],
    [
      '{ nixosConfiguration: "./web.nix" }',
      "1:38: nixosConfiguration is evaluated by Nix in a build, and this is none",
    ],
  ])("says what NixOS is wanted for: %s", async (text, message) => {
    const { code, stderr } = await check({ "web.ts": `export default ${text};` });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: FOLDER\/web\.ts:/);
    expect(stderr).toContain(`web.ts:${message}`);
    expect(stderr).toContain("\n  hint: docker buildx build --call=check says what is wrong with it\n");
  });

  it("says that nothing of NixOS is known where nothing is asked of it", async () => {
    const text = "export default ({ config }) => ({ image: { name: config.nixos.services.gitea.user } });";
    expect(await check({ "web.ts": text })).toMatchObject({
      code: 1,
      stderr: `error: config.nixos is read, and nothing of nixos is defined
  hint: it has what NixOS makes of nixos and nixosConfiguration: define one of them
`,
    });
  });

  it("reads imports relative to the file, and shows mistakes in them where they are", async () => {
    const { stderr } = await check({
      "web.ts": 'import users from "./parts/more.ts";\nexport default { imports: [users] };',
      "parts/more.ts": "export default { image: { name: 5 } };",
    });
    expect(stderr).toMatch(/^error: FOLDER\/parts\/more\.ts:1:33: must be/);
    expect(stderr).toContain(
      "   1 | export default { image: { name: 5 } };\n     |                                 ^\n",
    );
  });

  it("does not follow a link out of the folder, and shows nothing of what it leads to", async () => {
    const other = workFolder({ "secret.txt": "root:x:0:0" });
    const folder = workFolder({
      "web.ts": 'import a from "./a.ts";\nexport default { imports: [a] };',
      "b.ts": "export default {};",
    });
    symlinkSync(join(other.path, "secret.txt"), join(folder.path, "a.ts"));
    expect(await folder.run("check", "FOLDER/web.ts")).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: FOLDER/web.ts:1:15: there is no file "a.ts" beside the build file
   1 | import a from "./a.ts";
     |               ^^^^^^^^
  hint: it is a link that leads out of the folder, and docker sends only what is in it
`,
    });
    symlinkSync(join(other.path, "secret.txt"), join(folder.path, "b.lock.json"));
    const { stderr } = await folder.run("plan", "FOLDER/b.ts");
    expect(stderr).not.toContain("root:");
    symlinkSync(join(other.path, "secret.txt"), join(folder.path, "c.ts"));
    expect(await folder.run("check", "FOLDER/c.ts")).toEqual({
      code: 2,
      stdout: "",
      stderr: "decl: FOLDER/c.ts: it is a link that leads out of the folder, and docker sends only what is in it\n",
    });
    rmSync(join(folder.path, "a.ts"));
    symlinkSync("b.ts", join(folder.path, "a.ts"));
    expect(await folder.run("check", "FOLDER/web.ts")).toMatchObject({ code: 0 });
  });

  it("marks a mistake of several lines to the end of its first line", async () => {
    const { stderr } = await check({ "web.ts": "export default { image: [\n  1,\n] };" });
    expect(stderr).toBe(
      "error: FOLDER/web.ts:1:25: must be an object (image)\n   1 | export default { image: [\n     |                         ^\n  hint: this is a list of 1\n",
    );
  });

  it("tells warnings and ends with 0", async () => {
    const { code, stdout, stderr } = await check(
      { "web.ts": 'export default { warnings: [\n  "careful",\n] };' },
      "--build-arg",
      "NAME=x",
    );
    expect([code, stdout]).toEqual([0, "FOLDER/web.ts: no mistakes, 2 warnings\n"]);
    expect(stderr).toBe(
      'warning: --build-arg NAME is given and the declaration never reads it\n\nwarning: FOLDER/web.ts:2:3: careful\n   2 |   "careful",\n     |   ^^^^^^^^^\n',
    );
  });

  it("tells of a service that image.user keeps from its own user, and of one for a platform that has no init", async () => {
    const text = `export default {
  image: { user: "app" },
  users: { users: { app: { isNormalUser: true }, web: { isNormalUser: true, uid: 1500 } } },
  systemd: { services: {
    a: { script: "x", serviceConfig: {
      User: "web",
    } },
    b: { script: "x", serviceConfig: { User: "app", StateDirectory: null } },
  } },
};
`;
    const { code, stderr } = await decl({ "a.ts": text }, "check", "FOLDER/a.ts", "--platform", "linux/arm64");
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^warning: FOLDER\/a\.ts:6:\d+: a\.service cannot become user web \(1500\)/),
    ]);
    expect(stderr.match(/cannot become/g)).toHaveLength(1);
    const module = 'export default {\n  image: { user: "1234" },\n  services: { nginx: { enable: true } },\n};\n';
    expect((await check({ "web.ts": module })).stderr).toMatch(
      /^warning: FOLDER\/web\.ts:2:\d+: nginx\.service cannot become user nginx \(60\)/,
    );
    const others = `export default {
  image: { user: "app:users" },
  users: { users: { app: { isNormalUser: true } } },
  services: {
    openssh: { enable: true },
    cron: { systemCronJobs: ["* * * * * root date"] },
    phpfpm: { pools: { mine: { user: "app", settings: { pm: "static", "pm.max_children": 1 } },
      other: { user: "nobody", settings: { pm: "static", "pm.max_children": 1 } } } },
  },
  nix: { enable: true, daemon: { enable: true } },
};
`;
    const said = (await check({ "web.ts": others })).stderr.replaceAll(/^ .*\n|^\n/gm, "").replaceAll(/:2:\d+:/g, ":");
    expect(
      said
        .split("\n")
        .filter((line) => line.includes("needs root"))
        .toSorted(),
    ).toEqual(
      [
        "nix.daemon needs root: it builds as nixbld1, nixbld2 …",
        "services.cron needs root: cron becomes the user of each job",
        "services.openssh needs root: sshd becomes the user of each login",
        "services.phpfpm.pools.other needs root: its processes run as nobody",
      ].map((text) => `warning: FOLDER/web.ts: ${text}, and the container runs as app, which image.user says`),
    );
    const rooted = await check({ "web.ts": others.replace("app:users", "root:users") });
    expect(rooted.stderr).not.toContain("needs root");
    const foreign = await decl({ "a.ts": text }, "check", "FOLDER/a.ts", "--platform", "linux/riscv64");
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toMatch(
      /^error: FOLDER\/a\.ts:5:\d+: services need a program of decl's for linux\/riscv64; there is one for linux\/amd64 and linux\/arm64$/m,
    );
  });

  it("tells what several services and lines have in common once, with each of them", async () => {
    const text = `export default {
  systemd: {
    services: {
      a: { script: "x", serviceConfig: { PrivateTmp: true, Frob: "y" } },
      b: { script: "x", serviceConfig: { MemoryMax: "1G", Frob: "y" } },
    },
    tmpfiles: { rules: [
      "d /run/a - - - 1d",
      "d /run/b - - - 2d",
    ] },
  },
};
`;
    const { stderr } = await check({ "web.ts": text });
    const messages = stderr.split("\n").filter((line) => !/^ +\d* \|/.test(line) && line !== "");
    expect(messages.map((line) => line.replaceAll(/(\.ts:\d+):\d+/g, "$1"))).toEqual([
      "warning: FOLDER/web.ts:8: the age 1d has no effect: nothing is ever cleaned up (systemd.tmpfiles.rules.0)",
      '  hint: write "-" for the age (the same at web.ts:9)',
      "warning: FOLDER/web.ts:4: a.service and b.service have options that only the container itself can give, and they do nothing here: MemoryMax, PrivateTmp (systemd.services.a.serviceConfig.PrivateTmp)",
      "  hint: `docker run` has options for most of them; `systemd.quietAboutSandbox = true` silences this",
      "    web.ts:4 a.service: PrivateTmp",
      "    web.ts:5 b.service: MemoryMax",
      "warning: FOLDER/web.ts:4: Frob is not supported and does nothing (systemd.services.a.serviceConfig.Frob)",
      "  hint: the same at web.ts:5",
    ]);
  });

  it("tells what is doubtful of services", async () => {
    const text = 'export default { systemd: { services: { a: { script: "x", serviceConfig: { Frob: "y" } } } } };';
    expect((await check({ "web.ts": text })).stderr).toMatch(/^warning: FOLDER\/web\.ts:1:\d+: Frob is not supported/);
  });

  it("passes build arguments and the platform on", async () => {
    const text =
      "export default ({ args, platform }) => ({ image: { name: args.NAME + platform.architecture + 1, cmd: 1 } });";
    const { stdout } = await decl(
      { "web.ts": text.replace(", cmd: 1", "") },
      ...["explain", "FOLDER/web.ts", "image.name", "--json", "--build-arg", "NAME=a=b", "--platform", "linux/arm64"],
    );
    expect(JSON.parse(stdout).value).toBe("a=barm641");
  });

  it("checks every image of a file, or the one that is chosen", async () => {
    const text = 'import { images } from "decl";\nexport default images({ a: {}, b: { image: 1 } });';
    expect((await check({ "web.ts": text })).stderr).toContain("web.ts:2:44: must be an object (image)");
    expect((await check({ "web.ts": text }, "--target", "a")).code).toBe(0);
    expect((await check({ "web.ts": text }, "--target", "c")).stderr).toContain(
      'there is no image "c": this file declares a, b',
    );
    const none = 'import { images } from "decl";\nexport default images({});';
    expect((await check({ "web.ts": none })).stderr).toBe("error: this file declares no image\n");
  });

  it("answers in JSON", async () => {
    const right = await check({ "web.ts": 'export default { warnings: ["careful"] };' }, "--json");
    expect(JSON.parse(right.stdout).diagnostics).toMatchObject([{ code: "declared-warning", severity: "warning" }]);
    const wrong = await check({ "web.ts": "export default { image: 1 };" }, "--json");
    expect([wrong.code, wrong.stderr]).toEqual([1, ""]);
    expect(JSON.parse(wrong.stdout).diagnostics).toMatchObject([
      { code: "wrong-type", path: ["image"], place: { file: "web.ts", start: { line: 1, column: 25 } } },
    ]);
  });

  it("reads JSON declarations too", async () => {
    const { stderr } = await check({
      "web.json": '{\n  "$schema": "x",\n  "syntax": "decl/frontend",\n  "imag": 1\n}',
    });
    expect(stderr).toBe(
      'error: FOLDER/web.json:4:3: there is no option "imag"\n   4 |   "imag": 1\n     |   ^^^^^^\n  hint: did you mean "image"?\n',
    );
  });
});

describe("a command line that makes no sense ends with 2", () => {
  it.each([
    [["chekc"], 'there is no command "chekc": did you mean "check"?'],
    [["check"], "decl check needs the file of a declaration"],
    [["explain"], "decl explain needs the file of a declaration"],
    [["check", "a.ts", "b.ts"], 'decl check has no place for "b.ts"'],
    [["explain", "a.ts", "b", "c"], 'decl explain has no place for "c"'],
    [["options", "a", "b"], 'decl options takes one prefix, and "b" is another'],
    [["check", "--nixpkgs", "x", "a.ts"], "--nixpkgs is for decl plan and decl init"],
    [["plan", "--dot", "a.ts"], "--dot is for decl services"],
    [["init", "a.ts"], "decl init needs the folder that it writes: -o DIR"],
    [["init", "a.ts", "-o", "x", "--prefix", "/usr", "--nixpkgs", "y"], "--prefix and --nixpkgs both say where"],
    [["services", "FOLDER/a.ts", "--platform", "linux/amd64,linux/arm64"], "this is for one --platform"],
    [["check", "--colour"], "Unknown option '--colour'"],
    [["check", "--target"], "Option '--target <value>' argument missing"],
    [["check", "FOLDER/no.ts"], "FOLDER/no.ts: there is no such file"],
    [["check", "FOLDER"], "FOLDER: it is a folder"],
    [["check", "a.ts", "--platform", "windows"], 'images for the platform "windows" cannot be built'],
    [["options", "imag"], 'there is no option "imag": did you mean "image"?'],
  ])("%j", async (argv, message) => {
    const { code, stdout, stderr } = await decl({ "a.ts": "export default {};" }, ...argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.slice(0, message.length + 6)).toBe(`decl: ${message}`);
  });

  it("and one that asks for help gets it", async () => {
    for (const argv of [[], ["--help"], ["help"]]) {
      expect((await decl({}, ...argv)).stdout).toMatch(/^decl checks and explains declarations/);
    }
    for (const argv of [
      ["init", "--help"],
      ["init", "-h"],
      ["help", "init"],
    ]) {
      expect((await decl({}, ...argv)).stdout).toMatch(/^decl init FILE -o DIR/);
    }
    expect((await decl({}, "--version")).stdout).toBe("decl 1.2.3\n");
  });
});
