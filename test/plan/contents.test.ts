import { describe, expect, it } from "vitest";
import { planContents } from "../../src/plan/contents.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { configure, errorOf } from "../declaration/declare.ts";

async function planned(items: string, folders?: readonly boolean[]) {
  const { config, placeOf } = await configure(
    `import { context } from "decl";
export default { users: { users: { alice: { isNormalUser: true } } }, image: { contents: [
  ${items}
] } };`,
  );
  const { contents, files } = imageContent(config);
  const place = (index: number) => placeOf(["image", "contents", `${index}`]);
  return planContents(contents, files, place, folders === undefined ? {} : { folders });
}

describe("image.contents", () => {
  it("takes files of the build context, of named ones, and of images", async () => {
    const items = await planned(
      `{ source: context("./www/"), target: "/srv/www" }, { source: context("assets:img/a.png"), target: "/a.png" },
       { source: { image: "alpine", path: "/etc/ssl" }, target: "/etc/ssl" }, { source: context("."), target: "/" }`,
    );
    expect(items.map(({ source }) => source)).toEqual([
      { kind: "context", context: "context", path: "www" },
      { kind: "context", context: "assets", path: "img/a.png" },
      { kind: "image", reference: "alpine", path: "/etc/ssl" },
      { kind: "context", context: "context", path: "." },
    ]);
    expect(items.map(({ name }) => name)).toEqual([
      "decl: www of the build context at /srv/www",
      "decl: img/a.png of the context assets at /a.png",
      "decl: /etc/ssl of the image alpine at /etc/ssl",
      "decl: the build context at /",
    ]);
  });

  it("in JSON a context's file is a text", async () => {
    const { config } = await configure(
      '{ "syntax": "x", "image": { "contents": [{ "source": "./www", "target": "/a" }, { "source": "assets:b", "target": "/b" }] } }',
      { file: "image.json" },
    );
    expect(imageContent(config).contents.map(({ source }) => source)).toEqual([
      { kind: "context", context: "context", path: "www" },
      { kind: "context", context: "assets", path: "b" },
    ]);
  });

  it("gives files to users by name or number, and else to root", async () => {
    const owners = (
      await planned(
        `{ source: context("a"), target: "/a" }, { source: context("a"), target: "/b", user: "alice" },
       { source: context("a"), target: "/c", user: "alice", group: "root" }, { source: context("a"), target: "/d", uid: 7, gid: 8 }`,
      )
    ).map(({ uid, gid }) => [uid, gid]);
    expect(owners).toEqual([
      [0, 0],
      [1000, 100],
      [1000, 0],
      [7, 8],
    ]);
  });

  it("a file keeps its name in a target with a slash at the end; a folder's contents go into the target", async () => {
    const items = `{ source: context("x/a"), target: "/srv/" }, { source: context("x/a"), target: "/srv/b" }`;
    expect((await planned(items, [false, false])).map(({ target }) => target)).toEqual(["/srv/a", "/srv/b"]);
    expect((await planned(items, [true, true])).map(({ target }) => target)).toEqual(["/srv", "/srv/b"]);
  });

  it("of a build context has normal permissions, and of an image those that it has there, unless a mode is given", async () => {
    const items = ['context("a")', '{ image: "alpine" }'].flatMap((source) => [
      `{ source: ${source}, target: "/a" }`,
      `{ source: ${source}, target: "/a", mode: "0400" }`,
    ]);
    expect((await planned(items.join())).map(({ mode }) => mode)).toEqual(["normal", 0o400, "kept", 0o400]);
  });

  it("knows the modes of the folders it goes into", async () => {
    const [item] = await planned('{ source: context("a"), target: "/root/a" }');
    expect(item?.parents).toEqual([{ path: "/root", mode: 0o700, uid: 0, gid: 0 }]);
  });

  it.each([
    [
      '{ source: context("a"), target: "/a", user: "nemo" }',
      'image.ts:3:3: there is no user "nemo" in the image\n  hint: declare it with users.users, or give a number with uid',
    ],
    [
      '{ source: context("a"), target: "/a", group: "nemo" }',
      'image.ts:3:3: there is no group "nemo" in the image\n  hint: declare it with users.groups, or give a number with gid',
    ],
    [
      '{ source: context("../a"), target: "/a" }',
      'image.ts:3:20: TypeError: context("../a"): the path must be relative and stay inside of the context',
    ],
    [
      '{ source: "/etc/passwd", target: "/a" }',
      "image.ts:3:13: must be files of a build context or an object (image.contents.0.source)",
    ],
    [
      '{ source: context("a"), target: "a" }',
      "image.ts:3:35: must be an absolute path without .., . and // in it (image.contents.0.target)",
    ],
  ])("%s is an error", async (items, message) => {
    expect(await errorOf(planned(items))).toContain(message);
  });
});

describe("context() in modules of the user", () => {
  it("is a value that passes through options and config", async () => {
    const { config } = await configure(`import { context, lib } from "decl";
const site = {
  options: { site: lib.mkOption({ type: lib.types.context }), any: lib.mkOption({ type: lib.types.anything }) },
  config: { site: context("site"), any: context("x") },
};
export default ({ config }) => ({
  imports: [site],
  image: { contents: [{ source: config.site, target: "/srv" }, { source: config.any, target: "/x" }] },
});`);
    expect(imageContent(config).contents.map(({ source }) => source)).toMatchObject([{ path: "site" }, { path: "x" }]);
  });

  it("two different ones conflict", async () => {
    const message = await errorOf(
      configure(`import { context, lib } from "decl";
export default { imports: [{ site: context("a") }, { site: context("b:c") }],
  options: { site: lib.mkOption({ type: lib.types.context }) } };`),
    );
    expect(message).toMatch(/has conflicting definitions: .* says context\("a"\), .* says context\("b:c"\)/);
  });
});
