import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workFolder } from "./fixture.ts";
import { lockText, nameTable } from "./package-table.ts";

const TEXT = "export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.hello] } });";

describe("decl types", () => {
  it("writes the packages of a set beside the declaration, sets within it too", async () => {
    const set = nameTable("hello", "python3Packages.requests", "python3Packages.flask", "python3Packages", "7zz");
    const folder = workFolder({ "web.ts": TEXT, "set/packages.json": set });
    const { code, stdout, stderr } = await folder.run("types", "FOLDER/web.ts", "--nixpkgs", "FOLDER/set");
    expect([code, stdout, stderr]).toEqual([0, "FOLDER/web.packages.d.ts: written\n", ""]);
    expect(readFileSync(join(folder.path, "web.packages.d.ts"), "utf8")).toBe(`\
// Written by \`decl types web.ts\`: the packages that editors complete after \`pkgs.\`; others may be named as well.
import type { Package } from "decl";

declare module "decl" {
  interface Packages {
    readonly "7zz": Package;
    readonly hello: Package;
    readonly python3Packages: Package & {
      readonly flask: Package;
      readonly requests: Package;
    };
  }
}
`);
  });

  it("writes those of the lock file where no set is given", async () => {
    const folder = workFolder({ "web.ts": TEXT, "web.lock.json": lockText("libc", "hello") });
    const { code } = await folder.run("types", "FOLDER/web.ts", "--json");
    expect(code).toBe(0);
    const text = readFileSync(join(folder.path, "web.packages.d.ts"), "utf8");
    expect([...text.matchAll(/readonly (\w+)/g)].map(([, name]) => name)).toEqual(["hello", "libc"]);
  });

  it("takes the place of a link, and leaves what that leads to as it is", async () => {
    const other = workFolder({ ".profile": "kept" });
    const folder = workFolder({ "web.ts": TEXT, "web.lock.json": lockText("hello") });
    const written = join(folder.path, "web.packages.d.ts");
    symlinkSync(join(other.path, ".profile"), written);
    expect((await folder.run("types", "FOLDER/web.ts")).code).toBe(0);
    expect(readFileSync(join(other.path, ".profile"), "utf8")).toBe("kept");
    expect(readFileSync(written, "utf8")).toContain("readonly hello");
  });

  it("is for what an editor completes, and not for JSON", async () => {
    const folder = workFolder({ "web.json": "{}", "web.lock.json": lockText("hello") });
    const { code, stderr } = await folder.run("types", "FOLDER/web.json");
    expect([code, stderr]).toEqual([
      2,
      "decl: FOLDER/web.json: only what is written in TypeScript or JavaScript has pkgs. to be completed\n",
    ]);
  });

  it("says where it cannot write", async () => {
    const folder = workFolder({ "web.ts": TEXT, "web.lock.json": lockText("hello"), "web.packages.d.ts/a": "" });
    const { code, stderr } = await folder.run("types", "FOLDER/web.ts");
    expect([code, stderr.split(",")[0]]).toEqual([
      2,
      "decl: FOLDER/web.packages.d.ts cannot be written: EISDIR: illegal operation on a directory",
    ]);
  });

  it("says what it needs where there is neither", async () => {
    const { code, stderr } = await workFolder({ "web.ts": TEXT }).run("types", "FOLDER/web.ts");
    expect([code, stderr.split(":", 2)]).toEqual([2, ["decl", " FOLDER/web.ts has no lock file beside it"]]);
  });
});
