import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { decl } from "./fixture.ts";

/** A docker that writes its arguments into a file and ends with a code. */
function fakeDocker(code = 0, hasBuildx = true): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), "decl-docker-"));
  const version = `[ "$2" = version ] && exit ${hasBuildx ? 0 : 1}\n`;
  writeFileSync(
    join(folder, "docker"),
    `#!/bin/sh\n${version}printf '%s\\n' "$@" >${folder}/arguments\nexit ${code}\n`,
  );
  chmodSync(join(folder, "docker"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return () => readFileSync(join(folder, "arguments"), "utf8").trimEnd().split("\n");
}

const FILES = { "a,b/web.ts": "export default {};" };

describe("decl lock", () => {
  it("has docker write the lock file beside the declaration, with the options of a build", async () => {
    const read = fakeDocker();
    const options = ["--platform", "linux/arm64", "--build-arg", "A=1", "--build-context", "x=y", "--secret", "id=z"];
    expect(await decl(FILES, "lock", "FOLDER/a,b/web.ts", "ctx", ...options)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    const args = read();
    const folder = args[3]?.replace("/web.ts", "") ?? "";
    expect(args).toEqual([
      ...["buildx", "build", "-f", `${folder}/web.ts`, "--target", "lock", "-o", `"type=local","dest=${folder}"`],
      ...["--build-arg", "A=1", "--platform", "linux/arm64", "--build-context", "x=y", "--secret", "id=z", "ctx"],
    ]);
  });

  it("--update looks everything up again, and the context is the folder that one is in", async () => {
    const read = fakeDocker();
    await decl(FILES, "lock", "FOLDER/a,b/web.ts", "--update");
    expect(read().slice(4, 6)).toEqual(["--target", "update"]);
    expect(read().at(-1)).toBe(".");
  });

  it("says what to install where docker has no buildx", async () => {
    fakeDocker(0, false);
    const { code, stderr } = await decl(FILES, "lock", "FOLDER/a,b/web.ts");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^decl: this docker has no buildx, which decl lock needs: install docker-buildx-plugin /);
  });

  it("ends with 1 where docker fails", async () => {
    fakeDocker(17);
    expect((await decl(FILES, "lock", "FOLDER/a,b/web.ts")).code).toBe(1);
  });

  it("says that it needs docker where there is none", async () => {
    vi.stubEnv("PATH", "/nowhere");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(await decl(FILES, "lock", "FOLDER/a,b/web.ts")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "decl: there is no docker on PATH, and decl lock needs it with its buildx plugin, or else Nix " +
        "(docker buildx build --target lock -o FOLDER where there is an engine)\n",
    });
  });

  it("does not ask docker where the file is wrong, or has an image of that name", async () => {
    vi.stubEnv("PATH", "/nowhere");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const wrong = await decl({ "web.ts": "export default {" }, "lock", "FOLDER/web.ts");
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: FOLDER\/web\.ts:1:17: /) });
    const named = 'import { images } from "decl";\nexport default images({ lock: {} });';
    expect(await decl({ "web.ts": named }, "lock", "FOLDER/web.ts")).toMatchObject({
      code: 1,
      stderr:
        'error: this file declares an image called "lock", which --target lock builds: it gets no lock file\n' +
        "  hint: call the image something else\n",
    });
  });

  it("has options of its own, which other commands do not take", async () => {
    const usage = async (...argv: string[]) => (await decl(FILES, ...argv)).stderr;
    expect(await usage("check", "FOLDER/a,b/web.ts", "--update")).toBe("decl: --update is for decl lock\n");
    expect(await usage("plan", "FOLDER/a,b/web.ts", "--nix")).toBe("decl: --nix is for decl lock\n");
    expect(await usage("lock", "FOLDER/a,b/web.ts", "--target", "x")).toBe(
      "decl: a lock file is for all images of the file: no --target\n",
    );
  });
});
