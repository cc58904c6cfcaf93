import { describe, expect, it } from "vitest";
import { checkedSpdx } from "../plan/sbom/spdx-check.ts";
import { decl } from "./fixture.ts";
import { lockText, lockTextWith, storePath } from "./package-table.ts";

const TEXT = `export default ({ pkgs }) => ({
  image: { name: "web", cmd: [\`\${pkgs.hello}/bin/hello\`] },
});`;
const AMD64 = ["--platform", "linux/amd64"];
const sbom = (text: string, more: Readonly<Record<string, string>>, ...options: string[]) =>
  decl({ "web.ts": text, ...more }, "sbom", "FOLDER/web.ts", ...AMD64, ...options);
const LOCK = { "web.lock.json": lockText("libc", "hello") };

describe("decl sbom", () => {
  it("prints what the lock file says is in the image", async () => {
    const { code, stdout, stderr } = await sbom(TEXT, LOCK);
    expect([code, stderr]).toEqual([0, ""]);
    const document = checkedSpdx(JSON.parse(stdout));
    expect(document.packages.map(({ name, packageFileName }) => [name, packageFileName])).toEqual([
      ["web", undefined],
      ["hello", storePath("hello")],
      ["libc", storePath("libc")],
    ]);
  });

  it("prints the same whenever it is asked, but for SOURCE_DATE_EPOCH", async () => {
    const [one, two] = [await sbom(TEXT, LOCK), await sbom(TEXT, LOCK)];
    expect(two.stdout).toBe(one.stdout);
    const later = await sbom(TEXT, LOCK, "--build-arg", "SOURCE_DATE_EPOCH=86400");
    expect(JSON.parse(later.stdout).creationInfo.created).toBe("1970-01-02T00:00:00Z");
  });

  it("needs no lock file where there are no packages", async () => {
    const { code, stdout } = await sbom('export default { image: { cmd: ["x"] } };', {});
    expect(code).toBe(0);
    expect(checkedSpdx(JSON.parse(stdout)).packages.map(({ name }) => name)).toEqual(["image"]);
  });

  it("says how the lock file is written where there is none", async () => {
    const { code, stderr } = await sbom(TEXT, {});
    expect(code).toBe(1);
    expect(stderr).toBe(
      "error: FOLDER/web.ts has no lock file beside it, which says what its packages are\n" +
        "  hint: write it: docker buildx build -f FOLDER/web.ts --target lock -o FOLDER FOLDER\n",
    );
  });

  it.each([
    ['{ image: { from: "debian:13" } }', "2:33", "the image debian:13"],
    ['{ environment: { systemPackages: [context("./app")] } }', "2:50", 'context("app") as a package'],
    [
      '{ image: { contents: [{ source: { image: "alpine", path: "/etc" }, target: "/a" }] } }',
      "2:38",
      "the image alpine",
    ],
  ])("says what only a build knows: %s", async (value, where, what) => {
    const { code, stderr } = await sbom(`import { context } from "decl";\nexport default ${value};`, {});
    expect(code).toBe(1);
    expect(stderr).toContain(`error: FOLDER/web.ts:${where}: only a build knows what ${what} is\n`);
    expect(stderr).toContain("  hint: docker buildx build --sbom=true -o type=local,dest=DIR writes the SBOM to DIR\n");
  });

  it("has the certificates of an image whose packages speak TLS", async () => {
    const lock = lockTextWith({ cacert: "nss-cacert-3.101" }, "openssl-3.0.1", "hello");
    const { code, stdout, stderr } = await sbom(TEXT, { "web.lock.json": lock });
    expect([code, stderr]).toEqual([0, ""]);
    const names = checkedSpdx(JSON.parse(stdout)).packages.map(({ name }) => name);
    expect(names).toEqual(["web", "hello", "nss-cacert", "openssl"]);
  });

  it("leaves certificates out that a lock has and the image does not need", async () => {
    const lock = lockTextWith({ cacert: "nss-cacert-3.101" }, "libc", "hello");
    const { stdout } = await sbom(TEXT, { "web.lock.json": lock });
    expect(checkedSpdx(JSON.parse(stdout)).packages.map(({ name }) => name)).toEqual(["web", "hello", "libc"]);
  });

  it("is for one platform", async () => {
    const { code, stderr } = await sbom(TEXT, LOCK, "--platform", "linux/amd64,linux/arm64");
    expect([code, stderr]).toEqual([2, "decl: this is for one --platform\n"]);
  });
});
