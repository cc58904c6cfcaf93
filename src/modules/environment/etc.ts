import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { declareIt } from "../users/declare-it.ts";

type Entry = Config["environment"]["etc"][string];

/**
 * `environment.etc` (nixpkgs: nixos/modules/system/etc/etc.nix). A text becomes a file and a source a link to it, or with a
 * mode a copy. NixOS has links for both, through /etc/static, because its generations change while it runs.
 */
export const etc = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const octal = "[0-7]{3,4}";
  const entry = types.submodule(({ name, config: own }: { name: string; config: Entry }) => ({
    options: {
      enable: mkOption({ type: types.bool, default: true, description: "Whether the file is there." }),
      target: mkOption({
        type: types.strMatching(
          "(?!/)(?:(?!\\.{1,2}(?:/|$))[^/\\0]+/)*(?!\\.{1,2}$)[^/\\0]+",
          "a path below /etc, without a slash at its beginning",
        ),
        default: name,
        defaultText: "the name of the attribute",
        description: "The file's path below /etc.",
      }),
      text: mkOption({ type: types.nullOr(types.lines), default: null, description: "What the file holds." }),
      source: mkOption({
        type: types.nullOr(types.either(types.path, types.context)),
        default: null,
        example: "${pkgs.tzdata}/share/zoneinfo",
        description:
          'A file or folder of a package that it leads to, or with a `mode` a file that it is a copy of. Files of the build context, `context("./app.ini")`, are copied.',
      }),
      mode: mkOption({
        type: types.strMatching(`symlink|direct-symlink|${octal}`, 'an octal mode such as "0644", or "symlink"'),
        default: "symlink",
        example: "0600",
        description:
          "Permissions of a file of its own. `symlink` is a link to the source, or a file that all may read.",
      }),
      uid: mkOption({
        type: types.ints.unsigned,
        default: 0,
        description: "The owner, where the mode is not `symlink`.",
      }),
      gid: mkOption({
        type: types.ints.unsigned,
        default: 0,
        description: "The group, where the mode is not `symlink`.",
      }),
      user: mkOption({
        type: types.str,
        default: `+${own.uid}`,
        defaultText: '"+" and the uid',
        description: "The owner's name; wins over `uid`.",
      }),
      group: mkOption({
        type: types.str,
        default: `+${own.gid}`,
        defaultText: '"+" and the gid',
        description: "The group's name; wins over `gid`.",
      }),
    },
  }));
  const entries = Object.entries(config.environment.etc).filter(([, { enable }]) => enable);
  return {
    options: {
      environment: {
        etc: mkOption({
          type: types.attrsOf(entry),
          default: {},
          example: { "app/settings.ini": { text: "[app]\n", mode: "0640", group: "app" } },
          description: "Files in /etc, by their path below it.",
        }),
      },
    },
    config: {
      image: {
        files: Object.fromEntries(
          entries
            .filter(([, { source }]) => !isContext(source))
            .map(([, own]) => [`/etc/${own.target}`, imageFile(own, config.users.ids)]),
        ),
        contents: entries
          .filter(([, { source }]) => isContext(source))
          .map(([, own]) => contextFile(own, config.users.ids)),
      },
      assertions: [
        ...entries.flatMap(([name, own]) => entryChecks(name, own, config.users.ids)),
        ...duplicates(entries),
      ],
      warnings: entries
        .filter(([, { target }]) => ["hosts", "hostname", "resolv.conf", "mtab"].includes(target))
        .map(([name, { target }]) => ({
          message: `containers do not see /etc/${target} of the image: Docker mounts its own over it`,
          hint: "docker run has --add-host, --hostname, --dns and --dns-search",
          about: [["environment", "etc", name]],
        })),
    },
  };
};

type Ids = Config["users"]["ids"];

const isContext = (source: Entry["source"]): boolean => typeof source === "object" && source !== null;

/** A file that comes with the declaration, as `image.contents` has it. */
function contextFile({ source, target, mode, user, group }: Entry, ids: Ids) {
  const file = { source, target: `/etc/${target}` };
  if (mode.endsWith("symlink")) return file;
  return { ...file, mode, uid: idOf(user, ids.uids) ?? 0, gid: idOf(group, ids.gids) ?? 0 };
}

function imageFile({ text, source: from, mode, user, group }: Entry, ids: Ids) {
  const isLink = mode.endsWith("symlink");
  const source = typeof from === "string" ? from : "/";
  if (text === null && isLink) return { type: "symlink", target: source };
  const content = text === null ? { sources: [source] } : { text };
  if (isLink) return { type: "file", mode: "0444", ...content };
  return { type: "file", mode, uid: idOf(user, ids.uids) ?? 0, gid: idOf(group, ids.gids) ?? 0, ...content };
}

/** The number that "+123" says, or that a name has. */
function idOf(name: string, ids: Readonly<Record<string, number>>): number | undefined {
  const number = /^\+?(\d+)$/.exec(name)?.[1];
  return number === undefined ? ids[name] : Number(number);
}

function entryChecks(name: string, { text, source, mode, user, group }: Entry, ids: Ids) {
  const path = ["environment", "etc", name];
  const owner = (kind: "user" | "group", value: string, known: Readonly<Record<string, number>>) => ({
    assertion: mode.endsWith("symlink") || idOf(value, known) !== undefined,
    message: `/etc/${name} is to belong to the ${kind} "${value}", which is not declared`,
    hint: declareIt(kind, value, Object.keys(known)),
    about: [[...path, kind]],
  });
  return [
    {
      assertion: (text === null) !== (source === null),
      message: `environment.etc."${name}" needs a text or a source${text === null ? "" : ", not both"}`,
      hint: '`text: "…"` is what the file holds, `source: context("./file")` or a file of a package is where it comes from',
      about: [path],
    },
    {
      assertion: typeof source !== "string" || !source.includes("*"),
      message: `environment.etc."${name}": a source with "*" would have to be looked up in the package, which is not there yet`,
      hint: "name the folder itself, or each file",
      about: [[...path, "source"]],
    },
    {
      assertion: mode.endsWith("symlink") || typeof source !== "string" || /^(?:\uE0D0|\/nix\/store\/)/.test(source),
      message: `environment.etc."${name}" is to be a copy of ${typeof source === "string" ? source : ""}, which is no file of a package`,
      hint: `files that lie beside the declaration are context("./${name}")`,
      about: [[...path, "source"]],
    },
    owner("user", user, ids.uids),
    owner("group", group, ids.gids),
  ];
}

/** Two entries that want different things at one place. */
function duplicates(entries: readonly (readonly [string, Entry])[]) {
  const first = new Map<string, readonly [string, Entry]>();
  return entries.flatMap(([name, own]) => {
    const other = first.get(own.target);
    if (other === undefined) first.set(own.target, [name, own]);
    if (other === undefined || isSame(other[1], own)) return [];
    return {
      assertion: false,
      message: `/etc/${own.target} is defined twice: by environment.etc."${other[0]}" and environment.etc."${name}"`,
      hint: "one of them can be left out, or be somewhere else",
      about: [other[0], name].map((each) => ["environment", "etc", each]),
    };
  });
}

function isSame(a: Entry, b: Entry): boolean {
  const fields = ["text", "source", "mode", "user", "group"] as const;
  return fields.every((field) => a[field] === b[field]);
}
