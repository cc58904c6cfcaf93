import { describe, expect, it } from "vitest";
import { decl } from "./fixture.ts";
import { lockText, lockTextWith, nameTable, storePath } from "./package-table.ts";

const TEXT = `export default ({ pkgs }) => ({
  image: { cmd: [\`\${pkgs.hello}/bin/hello\`], labels: { "a": "b" } },
  environment: { systemPackages: [pkgs.hello] },
  users: { users: { alice: { isNormalUser: true, uid: 1200 } } },
});`;
const HELLO = storePath("hello");
const AMD64 = ["--platform", "linux/amd64"];
const plan = (more: Readonly<Record<string, string>>, ...options: string[]) =>
  decl({ "web.ts": TEXT, ...more }, "plan", "FOLDER/web.ts", ...AMD64, ...options);

describe("decl plan", () => {
  it("prints what the image is made of, with packages by name", async () => {
    const { code, stdout } = await plan({});
    expect(code).toBe(0);
    const printed = JSON.parse(stdout);
    expect(printed).toMatchObject({
      platform: { os: "linux", architecture: "amd64" },
      systemPackages: ["pkgs.hello"],
      config: { architecture: "amd64", config: { Cmd: ["${pkgs.hello}/bin/hello"], Labels: { a: "b" } } },
      services: [],
    });
    expect(printed.users.map(({ name, uid }: { name: string; uid: number }) => [name, uid])).toContainEqual([
      "alice",
      1200,
    ]);
    expect(printed.files.map(({ path }: { path: string }) => path)).toContain("/etc/passwd");
    expect(printed).not.toHaveProperty("layers");
  });

  it("is the same, services too, whatever its file is called and where in it something stands", async () => {
    const text = `export default {
  image: { checks: { web: { command: ["true"] } } },
  systemd: {
    services: {
      web: { wantedBy: ["multi-user.target"], script: "exec sleep 9", serviceConfig: { User: "web", Restart: "always" } },
      job: { serviceConfig: { Type: "oneshot", ExecStart: "/bin/true" }, preStart: "true" },
    },
    timers: { job: { wantedBy: ["timers.target"], timerConfig: { OnCalendar: "daily" } } },
    sockets: { web: { listenStreams: ["/run/web.sock"] } },
    tmpfiles: { rules: ["d /var/lib/web 0750 web web"] },
  },
  users: { users: { web: { isSystemUser: true, group: "web" } }, groups: { web: {} } },
};`;
    const planOf = (name: string, text: string) => decl({ [name]: text }, "plan", `FOLDER/${name}`, ...AMD64);
    const plain = await planOf("image.ts", text);
    expect([plain.code, plain.stderr]).toEqual([0, ""]);
    expect(JSON.parse(plain.stdout).services.length).toBeGreaterThan(2);
    expect(await planOf("other/web.server.ts", `// A comment.\n\n${text.replaceAll("\n", "\n\n ")}`)).toEqual(plain);
  });

  it("has a layer of the certificates of an image whose packages speak TLS", async () => {
    const lock = lockTextWith({ cacert: "nss-cacert-3.101" }, "openssl-3.0.1", "hello");
    const { code, stdout, stderr } = await plan({ "web.lock.json": lock });
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout).layers.flatMap(({ paths = [] }: { paths?: string[] }) => paths)).toContain(
      storePath("nss-cacert-3.101"),
    );
  });

  it("prints the store paths that a package set has for names", async () => {
    const { stdout } = await plan({ "set/packages.json": nameTable("hello") }, "--nixpkgs", "FOLDER/set");
    const printed = JSON.parse(stdout);
    expect(printed).toMatchObject({
      storePaths: [HELLO],
      systemPackages: [HELLO],
      config: { config: { Cmd: [`${HELLO}/bin/hello`] } },
    });
    expect(printed).not.toHaveProperty("layers");
  });

  it("prints the layers where a lock file beside the declaration knows all store paths", async () => {
    const { stdout } = await plan({ "web.lock.json": lockText("libc", "hello") });
    const printed = JSON.parse(stdout);
    expect(printed.systemPackages).toEqual([HELLO]);
    expect(printed.layers).toEqual([
      { name: `nix: ${storePath("libc")}`, bytes: 1000, paths: [storePath("libc")] },
      { name: `nix: ${HELLO}`, bytes: 2000, paths: [HELLO] },
      { name: "decl: system path, /etc and what else is made for this image" },
    ]);
  });

  it("prints the services, in the order of start", async () => {
    const text = `export default { systemd: { services: {
  web: { after: ["db.service"], script: "exec web" },
  db: { script: "exec db" },
} } };`;
    const { stdout } = await decl({ "web.ts": text }, "plan", "FOLDER/web.ts");
    const { services, config } = JSON.parse(stdout);
    const names = services.map(({ name }: { name: string }) => name);
    expect(names.indexOf("db.service")).toBeLessThan(names.indexOf("web.service"));
    expect(config.config.Entrypoint).toEqual(["/etc/decl/init", "/run/decl"]);
  });

  it("prints a list where several platforms are asked for", async () => {
    const { stdout } = await decl({ "web.ts": TEXT }, "plan", "FOLDER/web.ts", "--platform", "linux/amd64,linux/arm64");
    expect(JSON.parse(stdout).map((one: { platform: { architecture: string } }) => one.platform.architecture)).toEqual([
      "amd64",
      "arm64",
    ]);
  });

  it.each([
    [
      "FOLDER/no",
      "--nixpkgs FOLDER/no: it has no packages.json that could be read; only a build can evaluate nixpkgs itself\n",
    ],
    ["FOLDER/wrong", "--nixpkgs FOLDER/wrong: it is not a name table"],
    ["FOLDER/other", "--nixpkgs FOLDER/other/packages.json: it has no packages for x86_64-linux, only for nothing\n"],
  ])("refuses %s as a package set", async (folder, message) => {
    const sets = { "wrong/packages.json": "{}", "other/packages.json": '{ "version": 1, "systems": {} }' };
    const { code, stderr } = await plan(sets, "--nixpkgs", folder);
    expect(code).toBe(2);
    expect(stderr.slice(0, message.length + 6)).toBe(`decl: ${message}`);
  });

  it("says which package there is not", async () => {
    const text = TEXT.replace("[pkgs.hello]", "[pkgs.helo]");
    const files = { "web.ts": text, "set/packages.json": nameTable("hello") };
    const { code, stderr } = await decl(files, "plan", "FOLDER/web.ts", "--nixpkgs", "FOLDER/set", ...AMD64);
    expect(code).toBe(1);
    expect(stderr).toContain("FOLDER/web.ts:3:35: ");
    expect(stderr).toContain('did you mean "hello"?');
  });

  it("says what a lock file lacks, and how it is written", async () => {
    const { code, stderr } = await plan({ "web.lock.json": lockText("libc") });
    expect(code).toBe(1);
    expect(stderr).toBe(`error: FOLDER/web.ts:3:35: the lock file has no "hello" for x86_64-linux
   3 |   environment: { systemPackages: [pkgs.hello] },
     |                                   ^^^^^^^^^^
  hint: write it again: docker buildx build -f FOLDER/web.ts --target lock -o FOLDER FOLDER
`);
  });

  it("shows the line of a lock file that is none", async () => {
    const { code, stderr } = await plan({ "web.lock.json": '{\n  "version": 1,\n  "packages": 2\n}' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: FOLDER\/web\.lock\.json:3:15: this is not a lock file: packages/);
    expect(stderr).toContain('   3 |   "packages": 2\n');
  });
});
