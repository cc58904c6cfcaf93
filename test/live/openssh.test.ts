import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build, fileTree, temporaryFolder } from "./engine.ts";
import { clientOf, newVolume, prepareClient, ready, startImage } from "./services/client.ts";
import type { Container } from "./services/container.ts";

const EXAMPLE = readFileSync(join(import.meta.dirname, "../../images/openssh.ts"), "utf8");
const IMAGE = "live-openssh";
const { volume: VOLUME, drop } = newVolume("live-openssh-keys");
let key = "";

beforeAll(prepareClient);
afterAll(drop);

/** Runs a command by ssh, with the key where `isKnown` says so. */
function ssh(container: Container, user: string, command: string, isKnown = true) {
  const options = "-F none -o StrictHostKeyChecking=no -o BatchMode=yes -i /tmp/key";
  const script = `umask 77; ${isKnown ? 'printf "%s" "$KEY" >/tmp/key' : ":"}; ssh ${options} ${user}@localhost ${command}`;
  return clientOf(container, script, "-e", `KEY=${key}`);
}

it("is built from images/openssh.ts, with a key that may log in and none of the host", async () => {
  const folder = temporaryFolder();
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
  key = readFileSync(join(folder, "key"), "utf8");
  const args = { KEY: readFileSync(join(folder, "key.pub"), "utf8").trim() };
  const built = await build({ files: { "openssh.ts": EXAMPLE }, args, options: ["--provenance=false", "-t", IMAGE] });
  if (built.code !== 0) throw new Error(built.output);
  expect((await fileTree(IMAGE, "containerd")).join("\n")).not.toMatch(/ssh_host/);
});

it("lets the key in, and nobody else", async () => {
  await using container = await startImage(IMAGE);
  await ready(container);
  expect((await ssh(container, "alice", "'id -un; echo $((6 * 7))'")).output).toMatch(/^alice\n42$/m);
  expect((await ssh(container, "alice", "true", false)).output).toMatch(/Permission denied \(publickey\)/);
  expect((await ssh(container, "root", "true")).output).toMatch(/Permission denied \(publickey\)/);
});

it("makes its host keys at the first start, and keeps them on a volume", async () => {
  const scan = async () => {
    await using container = await startImage(IMAGE, "-v", `${VOLUME}:/var/lib/ssh`);
    await ready(container);
    return /^localhost ssh-ed25519 \S+$/m.exec(
      (await clientOf(container, "ssh-keyscan -t ed25519 localhost")).output,
    )?.[0];
  };
  const first = await scan();
  expect(first).toMatch(/^localhost ssh-ed25519 AAAA/);
  expect(await scan()).toBe(first);
});
