import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importBase } from "./base-image.ts";
import { build, docker, dockerOutput, errorIn, offlineContexts, type Store, temporaryFolder } from "./engine.ts";
import { structureMistakes } from "./image-structure.ts";

const STORES: readonly Store[] = ["containerd", "graphdriver"];

const declaration = (options: string, more = "") => `// syntax=decl/frontend
import { context, image } from "decl";
export default image(({ pkgs }) => ({
  image: { ${options} },
  ${more}
}));
`;

/** Runs a program in an image, without a network and without ever asking a registry for it. */
const run = (image: string, args: readonly string[], store?: Store, options: readonly string[] = []) =>
  dockerOutput(["run", "--rm", "--pull=never", "--network=none", ...options, image, ...args], store);

const shell = (image: string, script: string, store?: Store) =>
  run(image, ["-c", script], store, ["--entrypoint", "/bin/sh", "--user", "0"]);

const inspect = async (image: string, store?: Store) =>
  JSON.parse(await dockerOutput(["image", "inspect", image], store))[0];

describe.each(STORES)("on the %s store", (store) => {
  describe("image.from", () => {
    const FROM = declaration(
      'from: "live-base", env: { B: "ours", C: "ours" }, labels: { b: "2" }, files: { "/bin/ours": { text: "x\\n", mode: "0755" } }',
      'users: { users: { alice: { isNormalUser: true, extraGroups: ["wheel"] } } }, environment: { systemPackages: [pkgs.hello] },',
    );

    it("an image stands on another one: its programs, its users and its configuration stay", async () => {
      await importBase("live-base", store);
      const built = await build({ files: { "image.ts": FROM }, options: ["-t", "live-from"], store });
      expect(built.code, built.output).toBe(0);
      const { Config: config } = await inspect("live-from", store);
      const sw = "/nix/var/nix/profiles/system/sw";
      expect(config).toMatchObject({
        Entrypoint: ["/bin/echo", "entry"],
        Cmd: ["command"],
        User: "basil",
        WorkingDir: "/work",
        Labels: { a: "1", b: "2" },
        ExposedPorts: { "80/tcp": {} },
        Volumes: { "/data": {} },
        StopSignal: "SIGINT",
      });
      expect(config.Env).toEqual(
        expect.arrayContaining(["A=base", "B=ours", "C=ours", `PATH=${sw}/bin:${sw}/sbin:/usr/bin`]),
      );
      expect(await run("live-from", [], store)).toBe("entry command\n");
      expect(await run("live-from", ["-c", "id -un; hello"], store, ["--entrypoint", "/bin/sh"])).toBe(
        "basil\nHello, world!\n",
      );
    });

    it("links at the top of the base stay, and users and groups are joined", async () => {
      expect(await shell("live-from", "stat -c '%n %F %a %Y' /bin /usr/bin/ours; id alice; id basil", store)).toBe(
        "/bin symbolic link 777 0\n/usr/bin/ours regular file 755 1\n" +
          "uid=1000(alice) gid=100(users) groups=100(users),77(wheel)\n" +
          "uid=1234(basil) gid=1234(basil) groups=1234(basil),77(wheel)\n",
      );
    });

    it("the base's layers come first, and each layer has its line of history", async () => {
      const [base, image] = [await inspect("live-base", store), await inspect("live-from", store)];
      expect(image.RootFS.Layers.slice(0, base.RootFS.Layers.length)).toEqual(base.RootFS.Layers);
      const history = await dockerOutput(["history", "--format", "{{.CreatedBy}}", "--no-trunc", "live-from"], store);
      // The base, imported, says nothing of itself: an empty line.
      const lines = history.split("\n").slice(0, -1);
      expect(lines).toHaveLength(image.RootFS.Layers.length);
      expect(lines.filter((line) => line.startsWith("nix: /nix/store/"))).toHaveLength(lines.length - 2);
    });

    it("a --build-context of the name is another image, or a plain folder", async () => {
      const folder = await importBase("live-base", store);
      const file = declaration('from: "ghcr.io/somebody/base:1", cmd: ["cat", "/etc/passwd"], entrypoint: []');
      for (const context of ["docker-image://live-base", folder]) {
        const { code, output } = await build({
          files: { "image.ts": file },
          contexts: { ...offlineContexts(), "ghcr.io/somebody/base:1": context },
          options: ["-t", "live-from-context"],
          store,
        });
        expect(code, output).toBe(0);
        expect(await run("live-from-context", [], store, ["--user", "0"])).toContain(
          "basil:x:1234:1234::/work:/bin/sh\n",
        );
      }
    });
  });

  describe("image.contents", () => {
    const CONTENTS = declaration(
      `contents: [
        { source: context("./www"), target: "/srv/www", mode: "0640", user: "alice", exclude: ["**/*.log"] },
        { source: context("assets:logo.txt"), target: "/srv/assets/" },
        { source: { image: "live-base", path: "/usr/bin/busybox" }, target: "/opt/busybox" },
        { source: context("www/index.html"), target: "/root/index.html" },
      ]`,
      "users: { users: { alice: { isNormalUser: true } } }, environment: { systemPackages: [pkgs.bash, pkgs.coreutils] },",
    );
    const files = {
      "image.ts": CONTENTS,
      "www/index.html": "hello\n",
      "www/x.log": "secret",
      "www/img/a.txt": "a",
      "www/ignored.txt": "ignored",
      ".dockerignore": "# not sent\n**/ignored.txt\n",
    };

    it("files of contexts and of images are in the image with owners, modes and times that are fixed", async () => {
      await importBase("live-base", store);
      const assets = temporaryFolder();
      writeFileSync(join(assets, "logo.txt"), "logo\n");
      const contexts = { ...offlineContexts(), assets };
      const { code, output } = await build({ files, contexts, options: ["-t", "live-contents"], store });
      expect(code, output).toBe(0);
      const listed = await shell(
        "live-contents",
        "stat -c '%n %F %a %U:%G %Y' /srv $(/opt/busybox find /srv/* | sort) /opt /opt/busybox /root /root/index.html",
        store,
      );
      expect(listed.trimEnd().split("\n")).toEqual([
        "/srv directory 755 root:root 1",
        "/srv/assets directory 755 root:root 1",
        "/srv/assets/logo.txt regular file 644 root:root 1",
        "/srv/www directory 750 alice:users 1",
        "/srv/www/img directory 750 alice:users 1",
        "/srv/www/img/a.txt regular file 640 alice:users 1",
        "/srv/www/index.html regular file 640 alice:users 1",
        "/opt directory 755 root:root 1",
        "/opt/busybox regular file 755 root:root 1",
        "/root directory 700 root:root 1",
        "/root/index.html regular file 644 root:root 1",
      ]);
      expect(await shell("live-contents", "/opt/busybox cat /srv/www/index.html", store)).toBe("hello\n");
    });
  });

  it("image.run runs shell lines in the finished image, as root and without a network", async () => {
    const file = declaration(
      'interactive: true, run: "id -u > /made\\nls /sys/class/net >> /made", cmd: ["cat", "/made"]',
    );
    const { code, output } = await build({ files: { "image.ts": file }, options: ["-t", "live-run"], store });
    expect(code, output).toBe(0);
    expect(output).toContain("[decl] run image.run in the image (runs programs of the image)");
    expect(await run("live-run", [], store)).toBe("0\nlo\n");
    const { RootFS: files } = await inspect("live-run", store);
    const history = await dockerOutput(["history", "--format", "{{.CreatedBy}}", "live-run"], store);
    expect(history.split("\n")[0]).toBe("decl: image.run");
    expect(history.trimEnd().split("\n")).toHaveLength(files.Layers.length);
  });
});

it("contents make the same image whenever their files were written", async () => {
  const digests: (string | undefined)[] = [];
  for (const time of [1, 1_000_000_000]) {
    const assets = temporaryFolder();
    writeFileSync(join(assets, "a.txt"), "a");
    utimesSync(join(assets, "a.txt"), time, time);
    const { output } = await build({
      files: { "image.ts": declaration('contents: [{ source: context("assets:."), target: "/a" }]') },
      contexts: { assets },
      options: ["-t", "live-contents-digest", "--no-cache", "--provenance=false"],
    });
    digests.push(/exporting manifest (sha256:[0-9a-f]{64})/.exec(output)?.[1]);
  }
  expect(digests[0]).toMatch(/^sha256:/);
  expect(digests[1]).toBe(digests[0]);
});

/** The base as a folder in OCI's image layout: what to give `--build-context` for it. */
async function baseLayout(): Promise<string> {
  await importBase("live-base", "containerd");
  const folder = temporaryFolder();
  await dockerOutput(["save", "-o", join(folder, "base.tar"), "live-base"]);
  execFileSync("tar", ["-C", folder, "-xf", join(folder, "base.tar")]);
  return `oci-layout://${folder}:latest`;
}

it("a base may be a folder in OCI's layout", async () => {
  const { code, output } = await build({
    files: { "image.ts": declaration('from: "base"') },
    contexts: { base: await baseLayout() },
    options: ["-t", "live-from-layout"],
  });
  expect(code, output).toBe(0);
  expect(await run("live-from-layout", [])).toBe("entry command\n");
});

it("images/from.ts builds, on whatever stands for its base", async () => {
  await importBase("live-base", "containerd");
  const { code, output } = await build({
    files: { "from.ts": readFileSync(join(import.meta.dirname, "../../images/from.ts"), "utf8") },
    contexts: { ...offlineContexts(), "alpine:3.20": "docker-image://live-base" },
    options: ["-t", "live-from-example"],
  });
  expect(code, output).toBe(0);
  expect(await shell("live-from-example", 'hello --greeting "$GREETING"; cat /srv/motd')).toBe(
    "hello from Alpine\nmade with decl\n",
  );
  expect(await structureMistakes("live-from-example")).toEqual([]);
});

it("name, tag and annotations are labels and annotations of each platform's manifest", async () => {
  const file = declaration('name: "web", tag: "1.2", annotations: { "org.example.team": "us" }, stopTimeout: 20');
  for (const platforms of ["linux/amd64", "linux/amd64,linux/arm64"]) {
    const folder = temporaryFolder();
    const { code, output } = await build({
      files: { "image.ts": file },
      options: ["--platform", platforms, "--provenance=false", "--output", `type=oci,tar=false,dest=${folder}`],
    });
    expect(code, output).toBe(0);
    const blobs = readdirSync(join(folder, "blobs/sha256")).map((name) =>
      readFileSync(join(folder, "blobs/sha256", name)),
    );
    const json = blobs.flatMap((blob) => (blob[0] === "{".charCodeAt(0) ? [JSON.parse(blob.toString("utf8"))] : []));
    const names = { "org.opencontainers.image.title": "web", "org.opencontainers.image.ref.name": "web:1.2" };
    const manifests = json.filter(({ layers }) => layers !== undefined);
    expect(manifests).toHaveLength(platforms.split(",").length);
    for (const { annotations } of manifests) expect(annotations).toEqual({ ...names, "org.example.team": "us" });
    for (const { config } of json.filter(({ rootfs }) => rootfs !== undefined)) {
      expect(config.Labels).toEqual({ ...names, "decl.stop-timeout": "20" });
    }
  }
});

it("volumes, ports, the stop signal and the health check are what the engine makes of them", async () => {
  const file = declaration(
    `interactive: true, cmd: ["sleep", "60"], volumes: { "/data": {} }, exposedPorts: { "80/tcp": {}, "53/udp": {} },
    stopSignal: "SIGINT", healthcheck: { test: ["true"], interval: 1, startPeriod: 1, startInterval: 1 }`,
  );
  const { code, output } = await build({ files: { "image.ts": file }, options: ["-t", "live-health"] });
  expect(code, output).toBe(0);
  const container = (await dockerOutput(["run", "-d", "--pull=never", "--network=none", "live-health"])).trim();
  try {
    const wait = ["exec", container, "bash", "-c", 'read -r type < <(stat -f -c %T /data) && echo "$type"'];
    expect((await docker(wait)).code).toBe(0);
    let state = "";
    for (let tries = 0; tries < 50 && state !== "healthy"; tries++) {
      state = (await dockerOutput(["inspect", "-f", "{{.State.Health.Status}}", container])).trim();
      if (state !== "healthy") await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(state).toBe("healthy");
    const [{ Config: config, Mounts: mounts }] = JSON.parse(await dockerOutput(["inspect", container]));
    expect(config).toMatchObject({ StopSignal: "SIGINT", ExposedPorts: { "53/udp": {}, "80/tcp": {} } });
    expect(mounts).toMatchObject([{ Destination: "/data", Type: "volume" }]);
  } finally {
    await dockerOutput(["rm", "-f", "-v", container]);
  }
});

describe("what is not there", () => {
  const failing = async (options: string, contexts: Readonly<Record<string, string>> = {}) =>
    errorIn(await build({ files: { "image.ts": declaration(options), ".dockerignore": "ignored\n" }, contexts }));

  it("files of the build context", async () => {
    expect(
      await failing(
        'contents: [{ source: context("www"), target: "/a" }, { source: context("ignored"), target: "/b" }]',
      ),
    ).toBe(
      `image.ts:4:23: there is no "www" in the build context
  hint: its .dockerignore leaves files out: is it among them?
image.ts:4:65: there is no "ignored" in the build context
  hint: its .dockerignore leaves files out: is it among them?`,
    );
  });

  it("files that the ignore file beside the build file leaves out, which counts alone", async () => {
    const contents = ["beside", "top"].map((name) => `{ source: context("${name}"), target: "/${name}" }`).join(", ");
    const files = {
      "image.ts": declaration(`contents: [${contents}]`),
      "image.ts.dockerignore": "beside\n",
      ".dockerignore": "top\n",
      beside: "",
      top: "",
    };
    expect(errorIn(await build({ files }))).toBe(
      `image.ts:4:23: there is no "beside" in the build context
  hint: its .dockerignore leaves files out: is it among them?`,
    );
  });

  it("a named context, and files in one", async () => {
    expect(await failing('contents: [{ source: context("assets:a"), target: "/a" }]')).toBe(
      `image.ts:4:23: there is no build context "assets"\n  hint: give one: --build-context assets=DIR`,
    );
    expect(
      await failing('contents: [{ source: context("assets:a"), target: "/a" }]', { assets: temporaryFolder() }),
    ).toBe(`image.ts:4:23: there is no "a" in the context assets`);
  });

  it("an image, and files in one", async () => {
    await importBase("live-base", "containerd");
    expect(await failing('contents: [{ source: { image: "live-base", path: "/nowhere" }, target: "/a" }]')).toBe(
      'image.ts:4:23: there is no "/nowhere" in the image live-base',
    );
    expect(await failing('from: "x"', { x: "docker-image://localhost:1/none" })).toMatch(
      /^image\.ts:4:18: the image x could not be had: [\s\S]*connection refused\n {2}hint: it must be in the engine, in its registry, or be given with --build-context NAME=docker-image:\/\/…$/,
    );
    expect(await failing('from: "Not a name"')).toBe('image.ts:4:18: "Not a name" is not the name of an image');
  });

  it("a base for this platform", async () => {
    const { code, output } = await build({
      files: { "image.ts": declaration('from: "base"') },
      contexts: { base: await baseLayout() },
      options: ["--platform", "linux/arm64"],
    });
    expect(errorIn({ code, output })).toBe("image.ts:4:18: the image base is for linux/amd64, and not for linux/arm64");
  });

  it("a shell for image.run", async () => {
    expect(await failing('run: "true"')).toBe(
      `image.ts:4:17: image.run needs a shell, and there is no /bin/sh in the image
  hint: add pkgs.bash to environment.systemPackages, or set image.interactive`,
    );
  });
});

it("lines of image.run that fail, or that are for another platform, are errors of theirs", async () => {
  const failed = await build({ files: { "image.ts": declaration('interactive: true, run: "echo no >&2\\nexit 3"') } });
  expect(failed.output).toMatch(/^#\d+ [\d.]+ no$/m);
  expect(errorIn(failed)).toBe("image.ts:4:36: image.run failed (exit code: 3): its step says why");
  const foreign = await build({
    files: { "image.ts": declaration('interactive: true, run: "true"') },
    options: ["--platform", "linux/arm64"],
  });
  expect(errorIn(foreign)).toMatch(
    /^image\.ts:4:36: image\.run failed \(exit code: \d+\): its step says why\n {2}hint: an image for another platform needs an emulator/,
  );
});
