import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { build, dockerOutput, type Store, temporaryFolder } from "./engine.ts";

const STORES: readonly Store[] = ["containerd", "graphdriver"];

/** Every bash is a builder: it is in the store of the image. The substituters are off: there is no network to ask. */
const DERIVATION = `
export NIX_CONFIG="substituters ="
cat >/tmp/small.nix <<END
derivation {
  name = "small";
  system = builtins.currentSystem;
  builder = builtins.storePath $(readlink -f "$(command -v bash)");
  args = [ "-c" "echo made by \\$UID >\\$out" ];
}
END`;

const run = (image: string, script: string, store: Store, options: readonly string[] = []) =>
  dockerOutput(["run", "--rm", "--pull=never", "--network=none", ...options, image, "bash", "-euc", script], store);

describe.each(STORES)("images/nix.ts on the %s store", (store) => {
  it("builds", async () => {
    const { code, output } = await build({
      files: { "nix.ts": readFileSync(join(import.meta.dirname, "../../images/nix.ts"), "utf8") },
      options: ["-t", "live-nix"],
      store,
    });
    expect(code, output).toBe(0);
  });

  it("knows the closure of every path of the image", async () => {
    const closure = await run("live-nix", 'nix-store -qR "$(readlink -f "$(command -v nix)")"', store);
    expect(closure).toMatch(/^\/nix\/store\/[a-z0-9]{32}-glibc-[\d.]+$/m);
    expect(closure).toMatch(/^\/nix\/store\/[a-z0-9]{32}-nix-[\d.]+$/m);
    const missing = "for path in /nix/store/*-*; do nix-store -q --hash $path >/dev/null || echo $path; done";
    expect(await run("live-nix", missing, store)).toBe("");
  });

  it("finds every path valid, with the contents that its hash says", async () => {
    const verified = await run("live-nix", "nix-store --verify --check-contents 2>&1; echo $?", store);
    expect(verified.trimEnd().split("\n").at(-1)).toBe("0");
    expect(verified).not.toMatch(/error|modified|missing/);
  });

  it("keeps all of the image when garbage is collected", async () => {
    expect(await run("live-nix", "nix-store --gc --print-dead 2>/dev/null", store)).toBe("");
  });

  it("builds as root, as one of the build users", async () => {
    expect(await run("live-nix", `${DERIVATION}\ncat "$(nix-build --no-out-link /tmp/small.nix)"`, store)).toContain(
      "made by 30001\n",
    );
  });

  it("builds as a normal user, through the daemon", async () => {
    const script = `${DERIVATION}
nix-daemon 2>/dev/null &
until [ -S /nix/var/nix/daemon-socket/socket ]; do sleep 0.1; done
chroot --userspec=alice:users / /bin/bash -euc 'exec 2>&1; export HOME=/home/alice
  nix-store -qR "$(readlink -f "$(command -v bash)")" >/dev/null
  id -un; cat "$(nix-build -o ~/result /tmp/small.nix)"; readlink ~/result'`;
    expect(await run("live-nix", script, store)).toMatch(
      /^alice\n(?:.*\n)*made by 30001\n\/nix\/store\/[a-z0-9]{32}-small\n$/m,
    );
  });

  it("has the store and the configuration that NixOS gives it", async () => {
    expect(await run("live-nix", "stat -c '%a %U:%G %Y' /nix/store; id nixbld32; cat ~/.nix-channels", store)).toBe(
      `1775 root:nixbld 1
uid=30032(nixbld32) gid=30000(nixbld) groups=30000(nixbld)
https://channels.nixos.org/nixpkgs-unstable nixpkgs
`,
    );
    expect(await run("live-nix", "nix config show experimental-features 2>/dev/null; echo $NIX_PATH", store)).toMatch(
      /^.*\bflakes\b.*\nnixpkgs=\/nix\/var\/nix\/profiles\/per-user\/root\/channels\/nixpkgs:/m,
    );
  });
});

it("a user who owns the store builds in a container that has no root", async () => {
  const { code, output } = await build({
    files: {
      "image.ts": `// syntax=decl/frontend
export default {
  image: { interactive: true, user: "alice", workingDir: "/home/alice" },
  nix: { enable: true, owner: "alice" },
  users: { users: { alice: { isNormalUser: true } } },
};`,
    },
    options: ["-t", "live-nix-owner"],
  });
  expect(code, output).toBe(0);
  const script = `${DERIVATION}
nix-store --verify --check-contents
id -un; cat "$(nix-build --no-out-link /tmp/small.nix)"`;
  expect(await run("live-nix-owner", script, "containerd")).toMatch(/alice\n(?:.*\n)*made by 1000\n$/);
});

it("nix.daemon is a service, and every user may build", async () => {
  const { code, output } = await build({
    files: {
      "image.ts": `// syntax=decl/frontend
export default {
  image: { interactive: true },
  nix: { enable: true, daemon: { enable: true } },
  users: { users: { alice: { isNormalUser: true } } },
};`,
    },
    options: ["-t", "live-nix-daemon"],
  });
  expect(code, output).toBe(0);
  const container = (await dockerOutput(["run", "-d", "--pull=never", "--network=none", "live-nix-daemon"])).trim();
  try {
    const wait = "until [ -S /nix/var/nix/daemon-socket/socket ]; do sleep 0.1; done";
    const script = `${wait}\n${DERIVATION}\nid -un; cat "$(nix-build --no-out-link /tmp/small.nix)"`;
    const built = await dockerOutput(["exec", "-u", "alice", container, "bash", "-euc", script]);
    expect(built).toMatch(/^alice\n(?:.*\n)*made by 30001\n$/m);
  } finally {
    await dockerOutput(["rm", "-f", container]);
  }
});

it("an image for another architecture has its database too, with its own paths", async () => {
  const file = readFileSync(join(import.meta.dirname, "../../images/nix.ts"), "utf8");
  const { code, output } = await build({
    files: { "nix.ts": file },
    options: ["--platform", "linux/arm64", "-t", "live-nix-arm"],
  });
  expect(code, output).toBe(0);
  const folder = temporaryFolder();
  const create = ["create", "--pull=never", "--platform", "linux/arm64", "live-nix-arm"];
  const container = (await dockerOutput(create)).trim().split("\n").at(-1) ?? "";
  try {
    await dockerOutput(["cp", `${container}:/nix/var/nix/db/db.sqlite`, folder]);
    await dockerOutput(["export", "-o", join(folder, "image.tar"), container]);
  } finally {
    await dockerOutput(["rm", container]);
  }
  const database = new DatabaseSync(join(folder, "db.sqlite"));
  const known = database.prepare("select path from ValidPaths").all();
  database.close();
  const names = execFileSync("tar", ["-tf", join(folder, "image.tar")], { encoding: "utf8", maxBuffer: 1 << 28 });
  const inImage = new Set(
    [...names.matchAll(/^(nix\/store\/[a-z0-9]{32}-[^/\n]+)\/?$/gm)].map(([, name]) => `/${name}`),
  );
  expect(known.map(({ path }) => path).sort()).toEqual([...inImage].sort());
  expect(inImage.size).toBeGreaterThan(10);
});
