import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, docker, dockerOutput, type Finished } from "../engine.ts";
import { Container } from "./container.ts";

const IMAGE = "live-client";

/** Real clients of the services that are tested. */
const DECLARATION = `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  image: { name: "client", interactive: true },
  environment: {
    systemPackages: [
      pkgs.curl, pkgs.nodejs, pkgs.redis, pkgs.postgresql, pkgs.openssh, pkgs["netcat-openbsd"], pkgs.gnugrep,
    ],
  },
}));
`;

/** Builds the image of the clients; call it once before the tests. */
export async function prepareClient(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "decl-client-"));
  try {
    await buildImage(IMAGE, { "client.ts": DECLARATION }, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Builds a declaration, with what lies beside it, as an image of this name. */
export async function buildImage(
  name: string,
  files: Readonly<Record<string, string>>,
  folder?: string,
): Promise<void> {
  const options = ["--provenance=false", "-t", name];
  const built = await build({ files, options, ...(folder === undefined ? {} : { folder }) });
  if (built.code !== 0) throw new Error(built.output);
}

/** Starts a container of an image; it goes on beside the test. */
export async function startImage(image: string, ...options: string[]): Promise<Container> {
  const output = await dockerOutput(["run", "-d", ...options, image]);
  return new Container(output.trim().split("\n").at(-1) ?? "");
}

/** Runs bash with the clients in the network of a container, where its services are on localhost. */
export function clientOf({ id }: Container, script: string, ...options: string[]): Promise<Finished> {
  return docker(["run", "--rm", "--network", `container:${id}`, ...options, IMAGE, "bash", "-c", script]);
}

/** What curl prints for these arguments, from within the container's network; it waits until somebody listens. */
export async function curl(container: Container, args: string): Promise<string> {
  const { output } = await clientOf(
    container,
    `curl -s --retry 20 --retry-delay 1 --retry-connrefused ${args} || echo "curl ended with $?"`,
  );
  return output;
}

/** A volume of this run alone; `drop` removes it together with the containers that a failed test has left. */
export function newVolume(name: string): { readonly volume: string; drop(): Promise<void> } {
  const volume = `${name}-${process.pid}`;
  return {
    volume,
    async drop() {
      const left = (await docker(["ps", "-aq", "--filter", `volume=${volume}`])).output.split("\n").filter(Boolean);
      if (left.length > 0) await docker(["rm", "-f", ...left]);
      await docker(["volume", "rm", "-f", volume]);
    },
  };
}

/** Waits until everything that starts with a container has been started. */
export async function ready({ id }: Container, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    // It works in images that have no shell at /bin/sh too.
    const { output } = await docker(["exec", id, "/etc/decl/unit", "status"]);
    if (/^active +default\.target$/m.test(output)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`not ready in ${seconds} s:\n${(await docker(["logs", id])).output}`);
}
