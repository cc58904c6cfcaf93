import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dockerOutput, type Store, temporaryFolder } from "./engine.ts";

const DEBIAN_ROOT = resolve(import.meta.dirname, "../../scripts/debian-root");

/** What `docker import` is told of the base's configuration. */
const CHANGES = [
  "ENV A=base B=base PATH=/usr/bin",
  'ENTRYPOINT ["/bin/echo","entry"]',
  'CMD ["command"]',
  "USER basil",
  "WORKDIR /work",
  "LABEL a=1 b=1",
  "EXPOSE 80",
  "VOLUME /data",
  "STOPSIGNAL SIGINT",
];

/**
 * Makes the image `tag` in the engine, with nothing fetched: Debian's static busybox, in a tree as distributions have it
 * today, with /bin a link to /usr/bin, and a user of its own. Returns the folder that it was made of.
 */
export async function importBase(tag: string, store: Store): Promise<string> {
  const folder = temporaryFolder();
  const root = execFileSync(DEBIAN_ROOT, { encoding: "utf8" }).trim();
  for (const name of ["usr/bin", "etc", "work", "tmp", "var"]) mkdirSync(join(folder, name), { recursive: true });
  copyFileSync(join(root, "usr/bin/busybox"), join(folder, "usr/bin/busybox"));
  for (const name of ["sh", "cat", "echo", "id", "ls", "stat"]) symlinkSync("busybox", join(folder, "usr/bin", name));
  symlinkSync("usr/bin", join(folder, "bin"));
  writeFileSync(join(folder, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nbasil:x:1234:1234::/work:/bin/sh\n");
  writeFileSync(join(folder, "etc/group"), "root:x:0:\nbasil:x:1234:\nwheel:x:77:basil\n");
  chmodSync(join(folder, "tmp"), 0o1777);
  const archive = join(temporaryFolder(), "base.tar");
  execFileSync("tar", ["-C", folder, "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "-cf", archive, "."]);
  await dockerOutput(["import", ...CHANGES.flatMap((change) => ["--change", change]), archive, tag], store);
  return folder;
}
