import type { Questions } from "../protocol.ts";
import { markOf } from "./literals.ts";

type Decl = typeof import("../decl.d.ts");

const IMAGES = Symbol("images");

const { stringify } = JSON;

/** Names that can be written on a command line, as `--target NAME`. */
const IMAGE_NAME = /^\w[\w./-]*$/;

export const images: Decl["images"] = (byName) => {
  if (typeof byName !== "object" || byName === null || Array.isArray(byName)) {
    throw new TypeError("images() takes an object of images by name");
  }
  for (const name of Object.keys(byName)) {
    if (!IMAGE_NAME.test(name))
      throw new TypeError(`images() takes letters, digits and _ . - / for a name, not ${stringify(name)}`);
  }
  const made: Images = { [IMAGES]: byName };
  return Object.freeze(made) as unknown as ReturnType<Decl["images"]>; // what is in it is known here alone
};

type Images = { readonly [IMAGES]?: Readonly<Record<string, unknown>> };

/** The images by name that `images()` was called with. */
const imagesIn = (value: unknown) => (value as Images | null | undefined)?.[IMAGES]; // any value may be asked

export const isImages = (value: object): boolean => imagesIn(value) !== undefined;

/** The image that a target names, and the names of all images; without `images()`, the declaration itself is the image. */
export function chooseImage(
  declaration: unknown,
  target: string,
): { readonly module?: unknown; readonly names?: readonly string[]; readonly name?: string } {
  const byName = imagesIn(declaration);
  if (byName === undefined) return { module: declaration };
  const names = Object.keys(byName);
  const name = target !== "" ? target : names.length === 1 ? (names[0] ?? "") : "default";
  return Object.hasOwn(byName, name) ? { module: byName[name], names, name } : { names };
}

/** The images that `--target` can name, and the one that is built without `--target`. */
export function targets(declaration: unknown): Questions["targets"]["answer"] {
  const { names, name } = chooseImage(declaration, "");
  return { names, default: name, mark: markOf(imagesIn(declaration)) };
}
