import { execFileSync } from "node:child_process";
import { imageArchive } from "./image-archive.ts";

/** Of a container, not of the image. */
const ENGINES_FILES = /^(?:\.dockerenv$|(?:dev|proc|sys)\/)/;

/** What no image may have: by it who runs in a container could become somebody else, or change what others run. */
export async function structureMistakes(image: string): Promise<string[]> {
  const archive = await imageArchive(image);
  const tar = (...args: string[]) =>
    execFileSync("tar", ["-f", archive, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  const idsIn = (file: string) =>
    new Set(
      tar("-xO", file)
        .split("\n")
        .map((line) => line.split(":")[2]),
    );
  const [users, groups] = [idsIn("etc/passwd"), idsIn("etc/group")];
  return tar("--numeric-owner", "-tv")
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const [, mode = "", uid = "", gid = "", path = ""] =
        /^(\S+) +(\d+)\/(\d+) +\S+ +\S+ +\S+ (.*?)(?: -> .*)?$/.exec(line) ?? [];
      if (ENGINES_FILES.test(path)) return [];
      const isLink = mode.startsWith("l");
      const isPackages = /^nix\/store\/[a-z0-9]{32}-/.test(path);
      const wrong = [
        /s/i.test(mode.slice(1)) && "has a set-id bit",
        !isLink && mode.charAt(8) === "w" && !/^d.{8}t$/.test(mode) && "can be written by everybody",
        isPackages && !isLink && mode.includes("w") && "is in the store and can be written",
        isPackages && (uid !== "0" || gid !== "0") && "is in the store and not root's",
        !users.has(uid) && "belongs to a user who is not there",
        !groups.has(gid) && "belongs to a group that is not there",
      ];
      return wrong.flatMap((text) => (text === false ? [] : [`/${path} ${mode} ${uid}:${gid} ${text}`]));
    });
}
