import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./engine.ts";
import { debianPackageProgram } from "./real-nix.ts";

export interface Registry {
  /** "127.0.0.1:5000" */
  readonly host: string;
}

export interface RegistryOptions {
  /** Where it keeps images; default: a new folder. */
  readonly data?: string;
  readonly host?: string;
  /** What its program is started with, to be in another network. */
  readonly within?: readonly string[];
}

/** Runs Debian's registry on 127.0.0.1 until the test is over. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const folder = temporaryFolder();
  const { data = folder, host = `127.0.0.1:${await freePort()}`, within = [] } = options;
  const config = join(folder, "config.json");
  const log = { level: "info", accesslog: { disabled: true } };
  const storage = { filesystem: { rootdirectory: join(data, "images") } };
  writeFileSync(config, JSON.stringify({ version: "0.1", log, storage, http: { addr: host } }));
  const [command = "", ...args] = [...within, registryProgram(), "serve", config];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const listening = new Promise<void>((done, fail) => {
    const read = (chunk: Buffer) => {
      text += chunk;
      if (text.includes("listening on")) done();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("close", () => fail(new Error(`the registry has ended:\n${text}`)));
  });
  onTestFinished(() => void child.kill());
  await listening;
  return { host };
}

/** Debian's program, fetched once. The machine gets no package. */
const registryProgram = () => debianPackageProgram("docker-registry", "/usr/bin/docker-registry");

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** A manifest or list of manifests that a registry has. */
export async function manifestOf({ host }: Registry, name: string, reference = "latest") {
  const types = [
    "oci.image.index.v1",
    "oci.image.manifest.v1",
    "docker.distribution.manifest.list.v2",
    "docker.distribution.manifest.v2",
  ];
  const response = await fetch(`http://${host}/v2/${name}/manifests/${reference}`, {
    headers: { accept: types.map((type) => `application/vnd.${type}+json`).join(", ") },
  });
  if (!response.ok) throw new Error(`${name}:${reference}: ${response.status}`);
  return (await response.json()) as {
    manifests?: { digest: string; platform?: { os: string; architecture: string } }[];
    layers?: { digest: string }[];
  };
}
