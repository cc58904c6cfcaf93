import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { build, dockerOutput, errorIn, offlineContexts, type Store, temporaryFolder } from "./engine.ts";
import { withNix } from "./real-nix.ts";

const STORES: readonly Store[] = ["containerd", "graphdriver"];

const SERVE = `#!/bin/sh
echo "$0 serves $(cat "$(dirname "$0")/../share/data")"
`;

/** A build context with a program of its own, and what no image should have. */
function appFolder(): string {
  const folder = temporaryFolder();
  const files: Readonly<Record<string, string>> = {
    ".dockerignore": "app/**/*.key\napp/node_modules\n!app/node_modules/kept\n",
    "app/bin/serve": SERVE,
    "app/share/data": "data",
    "app/share/ünïcødé": "",
    "app/share/secret.key": "secret",
    "app/node_modules/left-out": "",
    "app/node_modules/kept": "kept",
    "start.sh": "#!/bin/sh\nexec serve\n",
    "other/file": "not part of any package",
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const program of ["app/bin/serve", "start.sh"]) chmodSync(join(folder, program), 0o755);
  mkdirSync(join(folder, "app/empty"));
  symlinkSync("bin/serve", join(folder, "app/link"));
  return folder;
}

const DECLARATION = `// syntax=decl/frontend
import { context, image } from "decl";
const app = context("./app");
export default image(({ pkgs }) => ({
  environment: { systemPackages: [app, pkgs.bash, pkgs.coreutils, pkgs.findutils] },
  nix: { enable: true },
  image: { cmd: [\`\${context("start.sh", "start")}\`], env: { APP: \`\${app}\` } },
}));
`;

describe.each(STORES)("files of the build context as a package, on the %s store:", (store) => {
  const name = `live-context-packages-${store}`;
  const run = (script: string) =>
    dockerOutput(["run", "--rm", "--pull=never", "--network=none", name, "bash", "-euc", script], store);
  let storePaths: readonly string[] = [];

  it("run from their store path", async () => {
    const folder = appFolder();
    const { code, output } = await build({ folder, files: { "image.ts": DECLARATION }, options: ["-t", name], store });
    expect(code, output).toBe(0);
    expect(await dockerOutput(["run", "--rm", "--network=none", name], store)).toBe("/bin/serve serves data\n");
    const paths = await run('echo "$APP"; echo /nix/store/*-start');
    expect(paths).toMatch(/^\/nix\/store\/[a-z0-9]{32}-app\n\/nix\/store\/[a-z0-9]{32}-start\n/);
    storePaths = paths.split("\n").slice(0, 2);

    // What Docker would send of the context, in Nix's own hands.
    for (const ignored of ["app/share/secret.key", "app/node_modules/left-out"])
      execFileSync("rm", [join(folder, ignored)]);
    const added = withNix(folder, "nix store add-path /mnt/app; nix store add-path --name start /mnt/start.sh");
    expect(added.trimEnd().split("\n")).toEqual(storePaths);
  });

  it("are in it in the form of the store, without what .dockerignore leaves out", async () => {
    expect((await run('cd "$APP"; find . -printf "%M %Ts %p %l\\n" | sort -k3')).trimEnd().split("\n")).toEqual(
      [
        "dr-xr-xr-x 1 . ",
        "dr-xr-xr-x 1 ./bin ",
        "-r-xr-xr-x 1 ./bin/serve ",
        "dr-xr-xr-x 1 ./empty ",
        "lrwxrwxrwx 1 ./link bin/serve",
        "dr-xr-xr-x 1 ./node_modules ",
        "-r--r--r-- 1 ./node_modules/kept ",
        "dr-xr-xr-x 1 ./share ",
        "-r--r--r-- 1 ./share/data ",
        "-r--r--r-- 1 ./share/ünïcødé ",
      ]
        .map((line) => line.trimEnd())
        .map((line) => expect.stringMatching(new RegExp(`^${line.replaceAll(".", "\\.")} ?$`))),
    );
  });

  it("are valid paths for the Nix of the image", async () => {
    const verified = await run("nix-store --verify --check-contents 2>&1; echo $?");
    expect(verified.trimEnd().split("\n").at(-1)).toBe("0");
    const info = "nix --extra-experimental-features nix-command path-info --json";
    const [path] = storePaths;
    expect(await run(`${info} "$APP"`)).toContain(`"ca":"fixed:r:sha256:`);
    expect(await run('nix-store --query --requisites "$APP"')).toBe(`${path}\n`);
    expect(await run("nix-store --gc --print-dead 2>/dev/null")).toBe("");
  });
});

it("a service runs a program of the context, and finds others of it in its path", async () => {
  const files = {
    "image.ts": `// syntax=decl/frontend
import { context, image } from "decl";
export default image(({ pkgs }) => ({
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils] },
  systemd: { services: { app: {
    path: [context("./app")],
    serviceConfig: { Type: "oneshot", ExecStart: [\`\${context("./app")}/bin/serve one\`, context("start.sh")] },
    wantedBy: ["multi-user.target"],
  } } },
}));
`,
  };
  const built = await build({ folder: appFolder(), files, options: ["-t", "live-context-service"] });
  expect(built.code, built.output).toBe(0);
  const output = await dockerOutput(["run", "--rm", "--network=none", "live-context-service"]);
  expect(output.match(/\/nix\/store\/[a-z0-9]{32}-app\/bin\/serve serves data/g)).toHaveLength(2);
});

it("a lock file does not have them, and they may change under it", async () => {
  const folder = appFolder();
  const files = { "image.ts": DECLARATION.replace("  nix: { enable: true },\n", "") };
  const options = ["-t", "live-context-locked"];
  const locked = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
  expect(locked.code, locked.output).toBe(0);
  const lock = readFileSync(join(folder, "image.lock.json"), "utf8");
  expect(lock).not.toMatch(/-app"|-start"|context\(/);
  const run = () => dockerOutput(["run", "--rm", "--network=none", "live-context-locked"]);
  for (const text of ["data", "other data"]) {
    writeFileSync(join(folder, "app/share/data"), text);
    const built = await build({ folder, files, options });
    expect(built.code, built.output).toBe(0);
    expect(built.output).not.toContain("pins the packages");
    expect(await run()).toBe(`/bin/serve serves ${text}\n`);
  }
});

it("a context of its own is a package of its name", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tools/bin"), { recursive: true });
  writeFileSync(join(folder, "tools/bin/tool"), "#!/bin/sh\necho tool\n", { mode: 0o755 });
  const files = {
    "image.ts": `// syntax=decl/frontend
import { context, image } from "decl";
export default image(({ pkgs }) => ({
  environment: { systemPackages: [context("tools:."), pkgs.bash] },
  image: { cmd: ["tool"] },
}));
`,
  };
  const contexts = { ...offlineContexts(), tools: join(folder, "tools") };
  const built = await build({ files, contexts, options: ["-t", "live-context-tools"] });
  expect(built.code, built.output).toBe(0);
  const run = ["run", "--rm", "--network=none", "live-context-tools"];
  expect(await dockerOutput(run)).toBe("tool\n");
  expect(await dockerOutput([...run, "bash", "-c", "echo /nix/store/*-tools"])).toBe(
    withNix(folder, "nix store add-path /mnt/tools"),
  );
});

describe("what cannot be a package is an error with its line:", () => {
  const failing = async (text: string, prepare: (folder: string) => void = () => {}) => {
    const folder = appFolder();
    prepare(folder);
    const files = {
      "image.ts": `// syntax=decl/frontend
import { context } from "decl";
export default { environment: { systemPackages: [
  ${text}
] } };
`,
    };
    const tried = await build({ folder, files, contexts: {} });
    return { error: errorIn(tried), output: tried.output };
  };

  it.each([
    [
      "no such file",
      'context("./ap")',
      'image.ts:4:3: there is no "ap" in the build context\n  hint: its .dockerignore leaves files out: is it among them?',
    ],
    [
      "nothing but what is ignored",
      'context("app/share/secret.key")',
      'image.ts:4:3: there is no "app/share/secret.key" in the build context\n  hint: its .dockerignore leaves files out: is it among them?',
    ],
    [
      "no such context",
      'context("assets:img")',
      'image.ts:4:3: there is no build context "assets"\n  hint: give one: --build-context assets=DIR',
    ],
    [
      "the whole context without a name",
      'context(".")',
      'image.ts:4:3: context(".") as a package is called nothing: what the folder is called is not known here\n  hint: give it a name: context(".", "NAME")',
    ],
    [
      "a symlink",
      'context("app/link")',
      'image.ts:4:3: context("app/link") cannot be a package: it is a symlink to bin/serve\n  hint: name what the symlink leads to',
    ],
  ])("%s", async (_, text, message) => {
    expect((await failing(text)).error).toBe(message);
  });

  it("a name that no store path can have", async () => {
    const prepare = (folder: string) => mkdirSync(join(folder, "my app"));
    expect((await failing('context("my app")', prepare)).error).toBe(
      'image.ts:4:3: context("my app") cannot be a package: the store path name "my app" has the illegal character " "\n' +
        '  hint: give it a name: context("my app", "NAME")',
    );
  });

  it("a pipe", async () => {
    const prepare = (folder: string) => void execFileSync("mkfifo", [join(folder, "app/pipe")]);
    const { error } = await failing('context("app")', prepare);
    expect(error).toBe(
      "image.ts:4:3: the store path of app of the build context could not be made: " +
        "app/pipe is neither a file, a folder nor a symlink: an archive cannot hold it",
    );
  });

  it("all of them at once", async () => {
    const { error } = await failing('context("one"), context("two")');
    expect(error).toContain('image.ts:4:3: there is no "one" in the build context');
    expect(error).toContain('image.ts:4:19: there is no "two" in the build context');
  });
});
