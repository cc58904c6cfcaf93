import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { docker, dockerOutput, FRONTEND, temporaryFolder } from "./engine.ts";
import { firstDifference } from "./image-difference.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const NAMES = ["here", "elsewhere"].map((name) => `${FRONTEND}-built-${name}`);
const NOT_COPIED = ["dist", "node_modules", ".git"];

afterAll(() => docker(["image", "rm", ...NAMES]));

it("the frontend's image is the same wherever, whenever and by whomever it is built", async () => {
  const [here = "", elsewhere = ""] = NAMES;
  const folder = join(temporaryFolder(), "a folder");
  for (const name of readdirSync(PROJECT).filter((one) => !NOT_COPIED.includes(one))) {
    cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  const node = process.execPath;
  // What Rust makes of init/ and unpack/ comes from a folder of its own already (scripts/native-programs).
  const build = `umask 077; ${node} scripts/build.ts >&2; cp ${PROJECT}/dist/{init,unpack}-* dist; touch -d 2001-02-03 dist/*`;
  const env = { ...process.env, TZ: "Asia/Tokyo", LC_ALL: "C" };
  execFileSync("bash", ["-euc", build], { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
  execFileSync(node, ["scripts/build.ts"], { cwd: PROJECT, stdio: "ignore" });

  const idOf = async (project: string, name: string) => {
    const script = join(project, "scripts/frontend-image");
    execFileSync(script, ["--no-cache"], { env: { ...process.env, FRONTEND_TAG: name }, stdio: "pipe" });
    return (await dockerOutput(["image", "inspect", "-f", "{{.Id}}", name])).trim();
  };
  const ids = [await idOf(PROJECT, here), await idOf(folder, elsewhere)];
  if (ids[0] !== ids[1]) expect(await firstDifference(here, elsewhere)).toBe("none");
  expect(ids[0]).toBe(ids[1]);
});
