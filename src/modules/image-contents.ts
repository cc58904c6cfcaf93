import type { HostArguments } from "../options/host-module.ts";
import { ABSOLUTE_PATH, ABSOLUTE_PATH_IN_WORDS, MAX_ID } from "./value-kinds.ts";

/** `image.contents`: files from outside of the package set. */
export const imageContents = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const fromImage = types.submodule({
    options: {
      image: mkOption({
        type: types.singleLineStr,
        example: "docker.io/library/alpine:3.20",
        description: "The image whose files are taken: a reference, or the name of a `--build-context`.",
      }),
      path: mkOption({ type: types.path, default: "/", description: "The file or folder in it." }),
    },
  });
  const patterns = (description: string) => mkOption({ type: types.listOf(types.str), default: [], description });
  const name = (what: string) =>
    mkOption({
      type: types.nullOr(types.singleLineStr),
      default: null,
      description: `The ${what} that the files belong to, by name.`,
    });
  const number = (what: string) =>
    mkOption({
      type: types.nullOr(types.ints.between(0, MAX_ID)),
      default: null,
      defaultText: `that of the ${what} named, or 0`,
      description: `The ${what}'s number.`,
    });
  const item = types.submodule({
    options: {
      source: mkOption({
        type: types.either(types.context, fromImage),
        description:
          'Files of the build context, `context("./www")`; of a named one, `context("assets:img")`; or of an image.',
      }),
      target: mkOption({
        type: types.strMatching(`/|${ABSOLUTE_PATH}`, ABSOLUTE_PATH_IN_WORDS),
        example: "/srv/www",
        description:
          "Where they go: the path of a single file, or of the folder that gets what is in a folder. With a slash at the end a file keeps its name.",
      }),
      mode: mkOption({
        type: types.nullOr(types.strMatching("[0-7]{3,4}", 'an octal mode such as "0644"')),
        default: null,
        defaultText: "of a build context 0644, or 0755 where the owner may run them; of an image as they are",
        description: "Permissions of the files; a folder gets the bits to enter it beside them.",
      }),
      user: name("user"),
      group: name("group"),
      uid: number("user"),
      gid: number("group"),
      include: patterns("Where it is not empty, only what these patterns of .dockerignore name is copied."),
      exclude: patterns("What these patterns of .dockerignore name is not copied."),
    },
  });
  return {
    options: {
      image: {
        contents: mkOption({
          type: types.listOf(item),
          default: [],
          description:
            "Files of build contexts and of other images, copied into the image on top of everything else; each is a layer of its own. Their time is 1 s after 1970. Patterns of the context's .dockerignore hold.",
        }),
      },
    },
  };
};
