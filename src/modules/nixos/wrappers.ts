import type { Config } from "../../lib/options.gen.d.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import { withStorePaths } from "./store-paths.ts";

/** Where NixOS has them: modules name them there. */
const FOLDER = "/run/wrappers/bin";

const SET_USER = 0o4000;
const SET_GROUP = 0o2000;
const BITS = { r: 4, w: 2, x: 1 } as const;
const CLASSES = { u: 6, g: 3, o: 0 } as const;

/** Programs that run as somebody else, as files of an image that may have such: copies with set-id bits. */
export function wrapperFiles(wrappers: NixosAnswer["wrappers"], { uids, gids }: Config["users"]["ids"]) {
  return Object.fromEntries(
    Object.entries(wrappers)
      .filter(([, { enable, capabilities }]) => enable !== false && (capabilities ?? "") === "")
      .map(([name, { program = name, source, owner, group, setuid, setgid, permissions }]) => {
        const bits =
          (setuid === true ? SET_USER : 0) | (setgid === true ? SET_GROUP : 0) | permissionBits(`${permissions}`);
        const file = {
          uid: uids[`${owner}`] ?? 0,
          gid: gids[`${group}`] ?? 0,
          mode: bits.toString(8).padStart(4, "0"),
        };
        return [`${FOLDER}/${program}`, { type: "file", sources: [withStorePaths(`${source}`)], ...file }];
      }),
  );
}

/** "u+rx,g+x,o+x" is 0511. */
function permissionBits(text: string): number {
  let bits = 0;
  for (const [, classes = "", permissions = ""] of text.matchAll(/(?<![ugoa])([ugoa]*)[+=]([rwx]*)/g)) {
    const wanted = classes === "" || classes === "a" ? "ugo" : classes;
    for (const one of wanted) {
      for (const permission of permissions)
        bits |= BITS[permission as keyof typeof BITS] << CLASSES[one as keyof typeof CLASSES];
    }
  }
  return bits;
}
