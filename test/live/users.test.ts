import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { build, dockerOutput, fileTree } from "./engine.ts";

const EXAMPLE = readFileSync(join(import.meta.dirname, "../../images/users.ts"), "utf8");

/** What a shell command prints in a container of images/users.ts, started as `options` say. */
const output = (command: string, ...options: string[]) =>
  dockerOutput(["run", "--rm", ...options, "live-users", "bash", "-c", command]);

describe("images/users.ts", () => {
  it("is built, with nothing to complain about", async () => {
    const built = await build({ files: { "users.ts": EXAMPLE }, options: ["-t", "live-users"] });
    expect(built.output).not.toMatch(/has no effect|not declared/);
    expect(built.code).toBe(0);
  });

  it("has users that programs know", async () => {
    expect(await output("id alice; id app; id nobody; id")).toBe(
      [
        "uid=1000(alice) gid=100(users) groups=100(users),1(wheel),999(app)",
        "uid=999(app) gid=999(app) groups=999(app)",
        "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)",
        "uid=0(root) gid=0(root) groups=0(root)\n",
      ].join("\n"),
    );
    expect(await output("getent passwd alice app; getent group wheel app users; getent shadow alice app")).toMatch(
      new RegExp(
        [
          "^alice:x:1000:100:Alice Q\\. User:/home/alice:/bin/bash",
          "app:x:999:999::/var/lib/app:/run/current-system/sw/bin/nologin",
          "wheel:x:1:alice",
          "app:x:999:alice",
          "users:x:100:",
          "alice:\\$6\\$decl\\.example\\$\\S+:1::::::",
          "app:!:1::::::\n$",
        ].join("\n"),
      ),
    );
  });

  it("has files with the modes and owners of NixOS", async () => {
    const entries = (await fileTree("live-users", "containerd")).map((line) => {
      const [, mode, owner, path] = /^(\S+) +(\S+) +\d+ 1970-01-01 00:00:01 ([^>]*?)(?: -> .*)?$/.exec(line) ?? [];
      return `${mode} ${owner} ${path}`;
    });
    const expected = [
      "-rw-r--r-- 0/0 etc/passwd",
      "-rw-r--r-- 0/0 etc/group",
      "-rw-r----- 0/318 etc/shadow",
      "-rw-r----- 0/318 etc/gshadow",
      "-rw-r--r-- 0/0 etc/subuid",
      "-r--r--r-- 0/0 etc/set-environment",
      "-rw-r----- 0/999 etc/app/settings.ini",
      "lrwxrwxrwx 0/0 etc/app/zones",
      "lrwxrwxrwx 0/0 etc/localtime",
      "lrwxrwxrwx 0/0 bin/sh",
      "lrwxrwxrwx 0/0 usr/bin/env",
      "drwxr-xr-x 0/0 home/",
      "drwx------ 1000/100 home/alice/",
      "drwxr-xr-x 1000/100 home/alice/.config/",
      "-rw-r--r-- 1000/100 home/alice/.config/hello",
      "drwxr-x--- 999/999 var/lib/app/",
      "dr-xr-xr-x 0/0 var/empty/",
      "drwxrwxrwt 0/0 tmp/",
      "drwx------ 0/0 root/",
    ];
    expect(expected.filter((entry) => !entries.includes(entry))).toEqual([]);
  });

  it("lets root become another user, with that user's environment", async () => {
    expect(await output("su alice -c 'id -un; pwd'")).toBe("alice\n/\n");
    expect(await output("su - alice -c 'id -un; pwd; hello -g \"$EDITOR $MANPATH $HISTFILE\"'")).toBe(
      "alice\n/home/alice\nnano /share/man:/usr/share/man /home/alice/.history\n",
    );
    expect(await output("su - alice -c 'cat /etc/app/settings.ini; cat /etc/shadow 2>&1'; true")).toBe(
      "[app]\nport = 8080\ncat: /etc/shadow: Permission denied\n",
    );
  });

  it("starts as a user, who owns the home", async () => {
    expect(await output("id -un; echo ~; touch ~/x; cat ~/.config/hello", "-u", "alice")).toBe(
      "alice\n/home/alice\ngreeting = hi\n",
    );
    expect(await output("touch /etc/x 2>&1; bash -lc 'hello -g $USER'", "-u", "alice")).toBe(
      "touch: cannot touch '/etc/x': Permission denied\nalice\n",
    );
  });

  it("has its variables in every process, and those that a shell makes in shells", async () => {
    expect(await dockerOutput(["run", "--rm", "live-users", "printenv", "EDITOR", "MANPATH", "TZDIR"])).toBe(
      "nano\n/share/man:/usr/share/man\n/etc/zoneinfo\n",
    );
    expect(await output("echo $EDITOR-$HISTFILE", "-e", "EDITOR=ed")).toBe("ed-\n");
    expect(await output("bash -lc 'echo $HISTFILE'; bash -lic 'alias ll' 2>/dev/null")).toBe(
      "/root/.history\nalias ll='ls -l'\n",
    );
  });

  it("has the shell at its usual places and the time zone's time", async () => {
    expect(
      await output("/bin/sh -c 'echo sh'; /usr/bin/env echo env; head -n1 /etc/app/zones; date -d @0 +%H:%M"),
    ).toMatch(/^sh\nenv\n# version \w+\n01:00\n$/);
  });

  it("works with a read-only root and a tmpfs at /run", async () => {
    expect(await output("su - alice -c 'hello -g hi'", "--read-only", "--tmpfs", "/run")).toBe("hi\n");
  });
});

describe("certificates", () => {
  it("of one's own are added to those of cacert", async () => {
    const certificate = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----";
    const { code } = await build({
      files: {
        "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  environment: { systemPackages: [pkgs.coreutils, pkgs.cacert] },
  security: { pki: { certificates: ["${certificate}"] } },
});`,
      },
      options: ["-t", "live-certificates"],
    });
    expect(code).toBe(0);
    const tail = await dockerOutput([
      "run",
      "--rm",
      "live-certificates",
      "tail",
      "-n6",
      "/etc/ssl/certs/ca-bundle.crt",
    ]);
    expect(tail).toMatch(/-----END CERTIFICATE-----\n+-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n$/);
  });
});

it("a time zone that is not there is an error of the build", async () => {
  const { code, output: said } = await build({
    files: { "image.ts": `// syntax=decl/frontend\nexport default { time: { timeZone: "Europe/Berln" } };` },
  });
  expect(code).not.toBe(0);
  expect(said).toMatch(/error: \/etc\/localtime is to lead to \/nix\/store\/\S+\/Europe\/Berln, which is not there/);
});
