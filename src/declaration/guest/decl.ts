import { lib } from "../../lib/all.ts";
import { build } from "../../lib/build-reference.ts";
import { context } from "../../lib/context-reference.ts";
import { nix, storePath } from "../../lib/package-reference.ts";
import { images } from "./images.ts";

type Decl = typeof import("../decl.d.ts");

const image = ((module: unknown) => module) as Decl["image"]; // what is right is known to the types alone

/** What a declaration imports from "decl". decl.d.ts is what editors show of it: the compiler complains where they differ. */
export { build, context, image, image as module, images, lib, nix, storePath };

({ build, context, image, images, lib, module: image, nix, storePath }) satisfies Decl;
