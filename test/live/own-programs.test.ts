import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { elfFile } from "../steps/elf/elf-file.ts";
import { build, dockerOutput, errorIn, type Store, temporaryFolder } from "./engine.ts";

const STORES: readonly Store[] = ["containerd", "graphdriver"];

/** A declaration whose one build has these options, and which prints a file of it. */
const declaration = (options: string, print = "/result") => `// syntax=decl/frontend
import { build, context, image } from "decl";
export default image(({ pkgs }) => {
  const app = build({ name: "app", ${options} });
  return {
    nixpkgs: { binaryCaches: [] },
    environment: { systemPackages: [pkgs.coreutils] },
    image: { cmd: ["cat", \`\${app}${print}\`] },
  };
});
`;

/** Builds it, and runs what was built. */
async function resultOf(
  options: string,
  more: { store?: Store; options?: string[]; folder?: string; args?: Record<string, string> } = {},
) {
  const { store = "containerd" } = more;
  const name = `live-own-program-${store}`;
  const request = { files: { "image.ts": declaration(options) }, ...more };
  const { code, output } = await build({ ...request, options: ["-t", name, "--load", ...(more.options ?? [])] });
  expect(code, output).toBe(0);
  const printed = await dockerOutput(["run", "--rm", "--network=none", name], store);
  return { output, printed };
}

const failureOf = async (options: string) => errorIn(await build({ files: { "image.ts": declaration(options) } }));

describe("the declaration's own program", () => {
  it.each(STORES)("is made by a script of files and packages, on the %s store", async (store) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/data"), "data\n");
    const script = "mkdir $out && cp data $out/result && gawk 'BEGIN { print 6 * 7 }' >> $out/result";
    const { printed, output } = await resultOf(`src: context("./app"), packages: [pkgs.gawk], script: "${script}"`, {
      store,
      folder,
    });
    expect(printed).toBe("data\n42\n");
    expect(output).toContain("[build] app");
    const store1 = await dockerOutput(["run", "--rm", `live-own-program-${store}`, "ls", "/nix/store"], store);
    expect(store1).not.toContain("gawk");
  });

  it("has in the image what it refers to, and nothing else of its packages", async () => {
    await resultOf("packages: [pkgs.gawk], script: `mkdir $out && echo ${pkgs.hello}/bin/hello > $out/result`");
    const paths = await dockerOutput(["run", "--rm", "live-own-program-containerd", "ls", "/nix/store"]);
    expect(paths).toContain("-hello-");
    expect(paths).not.toContain("-gawk-");
  });

  it("keeps its store path and is not made again where nothing that it is made of changes", async () => {
    const script = "script: `mkdir $out && echo ${pkgs.hello} $out > $out/result`";
    const first = await resultOf(script);
    const files = { "image.ts": `${declaration(script)}\n// A comment, and another line.\n` };
    const again = await build({ files: { ...files, other: "file" }, options: ["--progress=rawjson"] });
    expect(again.code, again.output).toBe(0);
    expect((await resultOf(script)).printed).toBe(first.printed);
    expect((await resultOf(`${script}, env: { A: "1" }`)).printed).not.toBe(first.printed);
  });

  it("is made again for --no-cache-filter, and nothing else is", async () => {
    const script = "script: `mkdir $out && cat /proc/sys/kernel/random/uuid > $out/result`";
    const first = await resultOf(script);
    expect((await resultOf(script)).printed).toBe(first.printed);
    const { output, printed } = await resultOf(script, { options: ["--no-cache-filter=app"] });
    expect(printed).not.toBe(first.printed);
    const unpacked = /#(\d+) \[nix\] \d+ store paths, .*\n#\1 CACHED/;
    expect(output).toMatch(unpacked);
  });

  it("has no network unless it asks for one", async () => {
    const script = "script: `mkdir $out; ls /sys/class/net > $out/result`";
    expect((await resultOf(script)).printed).toBe("lo\n");
    expect((await resultOf(`${script}, network: true`)).printed).toMatch(/eth|\nlo|lo\n./);
  });

  it("reads secrets, and keeps folders between builds", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "token"), "s3cr3t-of-the-build");
    const key = `/root/.count-${process.pid}`;
    const options = (round: number) =>
      `secrets: ["token"], cache: ["${key}"], script: \`wc -c < /run/secrets/token > result; echo ${round} >> ${key}/rounds; cat ${key}/rounds >> result; mkdir $out; cp result $out/\``;
    const secret = ["--secret", `id=token,src=${join(folder, "token")}`];
    const request = { options: secret, args: { DECL_SECRET_HOSTS: "token=*" } };
    expect((await resultOf(options(1), request)).printed).toBe("19\n1\n");
    expect((await resultOf(options(2), request)).printed).toBe("19\n1\n2\n");
  });

  it("has the keys of an SSH agent, but not their files", async () => {
    const folder = temporaryFolder();
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    writeFileSync(join(folder, "key"), privateKey, { mode: 0o600 });
    const script = "test -S $SSH_AUTH_SOCK; mkdir $out; ssh-add -l | cut -d' ' -f1,4 > $out/result";
    const options = `ssh: ["deploy"], packages: [pkgs.openssh], script: "${script}"`;
    const { printed } = await resultOf(options, { options: ["--ssh", `deploy=${join(folder, "key")}`] });
    expect(printed).toBe("2048 (RSA)\n");
  });

  it("is built from another", async () => {
    const inner = 'build({ name: "inner", script: "mkdir $out; echo inner > $out/file" })';
    const { printed, output } = await resultOf(`script: \`mkdir $out; cat \${${inner}}/file > $out/result\``);
    expect(printed).toBe("inner\n");
    expect(output.match(/\[build\] (?:inner|app)$/gm)?.slice(0, 2)).toEqual(["[build] inner", "[build] app"]);
  });

  it("can be declared in JSON", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/data"), "data\n");
    const json = {
      syntax: "decl/frontend",
      nixpkgs: { binaryCaches: [] },
      builds: {
        app: { src: "./app", packages: ["gawk"], script: "gawk '{ print toupper($0) }' data > $out" },
        shown: {
          script:
            "mkdir -p $out/bin; echo '#!${pkgs.bash}/bin/bash' > $out/bin/show; echo 'exec ${pkgs.coreutils}/bin/cat ${builds.app}' >> $out/bin/show; chmod +x $out/bin/show",
        },
      },
      environment: { systemPackages: ["${builds.shown}"] },
      image: { cmd: ["show"] },
    };
    const name = "live-own-program-json";
    const files = { "image.json": JSON.stringify(json, undefined, 2) };
    const { code, output } = await build({ folder, files, options: ["-t", name, "--load"] });
    expect(code, output).toBe(0);
    expect(await dockerOutput(["run", "--rm", "--network=none", name])).toBe("DATA\n");
    const wrong = { "image.json": JSON.stringify({ ...json, builds: { app: { scrpt: "" } } }, undefined, 2) };
    expect(errorIn(await build({ folder, files: wrong }))).toBe(
      'image.json:7:5: builds.app: it has no option "scrpt", but name, src, packages, script, env, network, cache, secrets, ssh\n' +
        '  hint: a build is { "src": "./app", "packages": ["nodejs"], "script": "cp -r . $out" }',
    );
  });

  it("is what its script has made when it ends: what that has left running is ended first", async () => {
    // It holds the script's output open, and is in a group of its own.
    const late = "sleep 0.5; echo late > $out/result";
    const script = `mkdir $out; echo first > $out/result; bash -c "trap '' HUP TERM; set -m; (${late}) & disown" & sleep 0.1`;
    expect((await resultOf(`script: ${JSON.stringify(script)}, env: { SALT: "${process.pid}" }`)).printed).toBe(
      "first\n",
    );
  });

  it("is warned of where it is a program of another system", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "app"));
    // Node is linked for any Linux that has glibc in /lib64.
    copyFileSync(process.execPath, join(folder, "app/node"));
    const built = await build({
      folder,
      files: { "image.ts": declaration('src: context("./app"), script: "mkdir $out; cp node $out/result"') },
      debug: true,
    });
    expect(built.code, built.output).toBe(0);
    expect(built.output).toMatch(
      /result in build\("app"\) wants \/lib64\/ld-linux-x86-64\.so\.2 to start, which is not in the image/,
    );
  });

  it("is warned of where the image has not got a library of it, and so are files of a context and of image.contents", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "app"));
    const lacks = elfFile({ needed: ["libnone.so.1"], runpath: "/opt/lib" });
    writeFileSync(join(folder, "app/tool"), lacks, { mode: 0o755 });
    writeFileSync(join(folder, "app/started"), elfFile({ interpreter: "/opt/loader" }), { mode: 0o755 });
    writeFileSync(join(folder, "libnone.so.1"), "");
    const image = (more: string) => `// syntax=decl/frontend
import { build, context, image } from "decl";
const app = build({ name: "app", src: context("./app"), script: "mkdir -p $out/bin; cp tool $out/bin/" });
export default image({
  nixpkgs: { binaryCaches: [] },
  environment: { etc: { app: { text: \`\${app} \${context("./app/tool")}\` } } },
  image: {
    contents: [
      { source: context("app"), target: "/srv" },
      ${more}
    ],
  },
});
`;
    const warned = await build({ folder, files: { "image.ts": image("") }, debug: true });
    expect(warned.code, warned.output).toBe(0);
    for (const message of [
      /bin\/tool in build\("app"\) needs libnone\.so\.1, which is not in the image/,
      /app\/tool of the build context needs libnone\.so\.1, which is not in the image/,
      /\/srv\/tool, from app of the build context, needs libnone\.so\.1, which is not in the image/,
      /\/srv\/started, from app of the build context, wants \/opt\/loader to start, which is not in the image/,
    ]) {
      expect(warned.output).toMatch(message);
    }
    const has = image(
      '{ source: context("libnone.so.1"), target: "/opt/lib/" }, { source: context("libnone.so.1"), target: "/opt/loader" },',
    );
    const quiet = await build({ folder, files: { "image.ts": has }, debug: true });
    expect(quiet.code, quiet.output).toBe(0);
    expect(quiet.output).not.toContain("not in the image");
  });

  it("is built from what a lock says", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/data"), "data\n");
    const files = {
      "image.ts": declaration(
        'src: context("./app"), packages: [pkgs.gawk], script: "mkdir $out; gawk 1 data > $out/result"',
      ),
    };
    const written = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
    expect(written.code, written.output).toBe(0);
    const lock = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
    expect(Object.keys(lock.packages["x86_64-linux"])).toEqual(["bash", "coreutils", "gawk", "cacert"].sort());
    expect(Object.keys(lock.storePaths).join("\n")).toContain("-gawk-");
    writeFileSync(join(folder, "app/data"), "changed\n");
    const built = await build({ folder, files, options: ["-t", "live-own-program-lock", "--load"] });
    expect(built.code, built.output).toBe(0);
    expect(built.output).not.toContain("look up");
    expect(await dockerOutput(["run", "--rm", "live-own-program-lock"])).toBe("changed\n");
  });

  it("fails with its exit code and last lines, at its line", async () => {
    expect(await failureOf('script: "echo before; echo why >&2; exit 7"')).toBe(
      'image.ts:8:27: build("app") could not be built: its script failed with exit code 7\nbefore\nwhy',
    );
    expect(await failureOf('script: "sleep 1000 & exit 8"')).toBe(
      'image.ts:8:27: build("app") could not be built: its script failed with exit code 8',
    );
    expect(await failureOf('script: "true"')).toBe(
      'image.ts:8:27: build("app") could not be built: its script has made nothing: what it makes belongs to $out',
    );
    expect(await failureOf('script: "true", packages: [pkgs.nothere]')).toContain(
      'image.ts:8:27: there is no package "nothere" for x86_64-linux',
    );
    expect(await failureOf('src: context("./gone"), script: "true"')).toMatch(/^image.ts:8:27: .*gone/);
    expect(await failureOf('scrpt: "true"')).toMatch(
      /^image.ts:4:20: .*build\(\) has no option "scrpt", but name, src,/,
    );
    expect(await failureOf("script: 1")).toMatch(/^image.ts:4:20: .*build\({ script }\) is not a text but a number/);
    expect(await failureOf('script: "true", cache: ["x"]')).toContain("build(): cache.0 is not an absolute folder");
  });
});
