import type { HostArguments } from "../../options/host-module.ts";
import { declareIt } from "./declare-it.ts";

type Config = HostArguments["config"];

/** Where the packages of one user are linked, as on NixOS. */
export const profileOf = (name: string): string => `/etc/profiles/per-user/${name}`;

/** The PATH of an image whose containers start as a user with packages of its own. */
export function pathOfImageUser(lib: HostArguments["lib"], { image, users }: Config) {
  const [name] = (image.user ?? "").split(":");
  const user = Object.values(users.users).find((one) => one.enable && one.name === name);
  if (user === undefined || user.packages.length === 0 || image.from !== null) return {};
  return { PATH: lib.mkOverride(900, `${profileOf(user.name)}/bin:/bin:/sbin`) };
}

/** Docker looks `image.user` up in the image's own passwd and group when a container starts: too late for a typing mistake. */
export function imageUserChecks({ image, users }: Config) {
  const [user = "", group = ""] = (image.user ?? "").split(":");
  const check = (kind: "user" | "group", name: string, known: readonly { readonly name: string }[]) => ({
    assertion: image.from !== null || name === "" || /^\d+$/.test(name) || known.some((one) => one.name === name),
    message: `image.user is the ${kind} "${name}", which is not declared`,
    hint: declareIt(
      kind,
      name,
      known.map((one) => one.name),
    ),
    about: [["image", "user"]],
  });
  return [
    check(
      "user",
      user,
      Object.values(users.users).filter(({ enable }) => enable),
    ),
    check("group", group, Object.values(users.groups)),
  ];
}
