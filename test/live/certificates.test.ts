import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { build, docker, dockerOutput, offlineContexts, packageFolder, temporaryFolder } from "./engine.ts";

const declaration = (packages: string, more = "") => `// syntax=decl/frontend
export default ({ pkgs, storePath }) => ({
  environment: { systemPackages: [${packages}] },
  ${more}
});
`;

const VARIABLES = [
  "NIX_SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
  "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
];

async function made(tag: string, text: string, request: Partial<Parameters<typeof build>[0]> = {}) {
  const built = await build({ files: { "image.ts": text }, ...request, options: ["-t", tag, "--provenance=false"] });
  expect(built.code, built.output).toBe(0);
  const [{ Config: config, Id: id }] = JSON.parse(await dockerOutput(["image", "inspect", tag]));
  const variables = (config.Env as string[]).filter((entry) => entry.includes("SSL_CERT_FILE")).sort();
  return { ...built, variables, id: id as string };
}

const shell = (tag: string, script: string, ...options: string[]) =>
  dockerOutput(["run", "--rm", "--network=none", "--entrypoint", "/bin/bash", ...options, tag, "-c", script]);

describe("certificates that come by themselves", () => {
  it("are in an image with a program that speaks TLS, for login shells too", async () => {
    const { variables, output } = await made("live-tls", declaration("pkgs.bash, pkgs.curl, pkgs.gnugrep"));
    expect(output).not.toContain("no certificates");
    expect(variables).toEqual(VARIABLES);
    const count = await shell("live-tls", "grep -c 'BEGIN CERT' /etc/ssl/certs/ca-certificates.crt");
    expect(Number(count)).toBeGreaterThan(50);
    expect(await shell("live-tls", "/usr/bin/env -i /bin/bash -lc 'echo $SSL_CERT_FILE'")).toBe(
      `${VARIABLES[1]?.slice(14)}\n`,
    );
  });

  it("are not in one whose programs do not, or that turns them off", async () => {
    expect((await made("live-no-tls", declaration("pkgs.hello, pkgs.busybox"))).variables).toEqual([]);
    const off = "security: { pki: { installCACerts: false } },";
    expect((await made("live-no-tls", declaration("pkgs.bash, pkgs.curl", off))).variables).toEqual([]);
    expect(await shell("live-no-tls", "echo /etc/ssl* $SSL_CERT_FILE; bash -lc 'echo -$SSL_CERT_FILE-'")).toBe(
      "/etc/ssl*\n--\n",
    );
  });

  it("are in the lock file, so that a build with it asks for no names", async () => {
    const folder = temporaryFolder();
    const files = { "image.ts": declaration("pkgs.bash, pkgs.curl, pkgs.gnugrep") };
    const locked = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
    expect(locked.code, locked.output).toBe(0);
    const file = join(folder, "image.lock.json");
    const lock = JSON.parse(readFileSync(file, "utf8"));
    expect(Object.keys(lock.packages["x86_64-linux"])).toEqual(["bash", "cacert", "coreutils", "curl", "gnugrep"]);
    const { "nix-cache": cache = "" } = offlineContexts();
    const pinned = await made("live-tls-locked", "", { folder, files, contexts: { "nix-cache": cache } });
    expect(pinned.id).toBe((await made("live-tls", files["image.ts"])).id);
    const again = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
    expect(again.output).toMatch(/nothing has changed/);

    // A lock that was written before they came by themselves.
    delete lock.packages["x86_64-linux"].cacert;
    writeFileSync(file, JSON.stringify(lock));
    const old = await made("live-tls-locked", "", { folder, files });
    expect(old.output).toMatch(
      /openssl-\S+ is in the image for TLS, and no certificates to trust: the lock file has no "cacert" for x86_64-linux/,
    );
    expect(old.variables).toEqual([]);
  });

  it("are missing, with a warning, where the package set has none", async () => {
    const nixpkgs = temporaryFolder();
    const table = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
    for (const packages of Object.values<Record<string, unknown>>(table.systems)) delete packages.cacert;
    writeFileSync(join(nixpkgs, "packages.json"), JSON.stringify(table));
    const contexts = { ...offlineContexts(), nixpkgs };
    const { output, variables } = await made("live-no-tls", declaration("pkgs.curl"), { contexts });
    expect(output).toMatch(/no certificates to trust: there is no package "cacert" for x86_64-linux/);
    expect(variables).toEqual([]);
  });

  it("leave those of a base image as they are", async () => {
    const base = temporaryFolder();
    await docker(["buildx", "build", "-o", base, "-"], {
      input: "FROM scratch\nCOPY <<A /etc/ssl/certs/ca-certificates.crt\nthe base's own\nA\n",
    });
    const { variables } = await made(
      "live-tls-base",
      declaration("pkgs.bash, pkgs.coreutils, pkgs.curl", 'image: { from: "base" },'),
      { contexts: { ...offlineContexts(), base } },
    );
    expect(variables).toEqual(VARIABLES);
    const run = ["run", "--rm", "live-tls-base", "cat", "/etc/ssl/certs/ca-certificates.crt"];
    expect(await dockerOutput(run)).toBe("the base's own\n");
  });
});

describe("an authority of one's own", () => {
  const PACKAGES = "pkgs.bash, pkgs.coreutils, pkgs.openssl, pkgs.curl";

  it("is trusted by programs in the image, as curl over https shows", async () => {
    await made("live-tls-tools", declaration(PACKAGES));
    const config = "printf '[req]\\ndistinguished_name=name\\n[name]\\n' >/tmp/conf; export OPENSSL_CONF=/tmp/conf;";
    const request =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost";
    const pem = await shell("live-tls-tools", `${config} ${request} -keyout - -out - 2>/dev/null`);
    const certificate = /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----/.exec(pem)?.[0];
    const more = `security: { pki: { certificates: [${JSON.stringify(certificate)}] } },`;
    await made("live-tls-own", declaration(PACKAGES, more));
    const ask = `echo "$PEM" >/tmp/pem; ${config}
      openssl s_server -quiet -accept 8443 -key /tmp/pem -cert /tmp/pem -www >/dev/null 2>&1 &
      while ! (: </dev/tcp/localhost/8443) 2>/dev/null; do sleep 0.1; done
      curl -sS https://localhost:8443/ -o /dev/null && echo trusted`;
    expect(await shell("live-tls-own", ask, "-e", `PEM=${pem}`)).toBe("trusted\n");
    const stranger = await docker([
      "run",
      "--rm",
      "--network=none",
      "-e",
      `PEM=${pem}`,
      "live-tls-tools",
      "bash",
      "-c",
      ask,
    ]);
    expect(stranger.output).toMatch(/curl: \(60\) .*certificate/);
  });
});
