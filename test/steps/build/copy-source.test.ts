import { chmodSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copySource } from "../../../src/steps/build/copy-source.ts";
import { temporaryFolder } from "../../live/engine.ts";

const NAME = Buffer.from("caf\xe9", "latin1");

describe("the files that a script gets", () => {
  it("can be written to, are of 1980, and are run where they could be", () => {
    const folder = temporaryFolder();
    const source = join(folder, "source");
    mkdirSync(join(source, "src"), { recursive: true });
    writeFileSync(join(source, "src/run"), "#!/bin/sh\n");
    writeFileSync(join(source, "data"), "data");
    for (const [name, mode] of [
      ["src/run", 0o555],
      ["data", 0o444],
      ["src", 0o555],
    ] as const)
      chmodSync(join(source, name), mode);
    symlinkSync("../data", join(source, "src/link"));
    copySource(source, join(folder, "build"));
    const stats = ["", "src", "src/run", "data"].map((name) => lstatSync(join(folder, "build", name)));
    expect(stats.map(({ mode, mtime }) => [(mode & 0o7777).toString(8), mtime.toISOString()])).toEqual([
      ["755", "1980-01-01T00:00:00.000Z"],
      ["755", "1980-01-01T00:00:00.000Z"],
      ["755", "1980-01-01T00:00:00.000Z"],
      ["644", "1980-01-01T00:00:00.000Z"],
    ]);
    expect(readlinkSync(join(folder, "build/src/link"))).toBe("../data");
  });

  it("may be one file, and have names that are not UTF-8", () => {
    const folder = Buffer.from(`${temporaryFolder()}/`);
    writeFileSync(Buffer.concat([folder, NAME]), "x");
    const from = Buffer.concat([folder, NAME]).toString("latin1");
    copySource(from, `${from}-copy`);
    expect(readFileSync(Buffer.concat([folder, NAME, Buffer.from("-copy")]), "utf8")).toBe("x");
  });
});
