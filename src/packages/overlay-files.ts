import { dirname } from "node:path/posix";
import { folderSource } from "../context/build-context.ts";
import type { Session } from "../context/session.ts";
import { copy, file } from "../llb/file.ts";
import { type Output, scratch } from "../llb/vertex.ts";

/** The path of an overlay in `overlayFiles`. */
export const overlayPath = (overlay: string) => overlay.replace(/^\.\//, "");

/** The overlays in the build context, with the files beside them, which they may import. */
export function overlayFiles(session: Session, overlays: readonly string[]): Output {
  const folders = new Set(overlays.map((overlay) => dirname(overlayPath(overlay))));
  const patterns = [...folders].map((folder) => (folder === "." ? "*.nix" : `${folder}/**`)).sort();
  const name = "[nix] load overlays";
  const { files } = session.buildContext;
  // Only these files are in the tree, so that changes of other files do not make Nix evaluate again.
  if (files.kind === "tree") return file(scratch, [copy(files.tree, "/", "/", { include: patterns })], { name });
  return folderSource(session, files, { includePatterns: patterns, sharedKeyHint: "context-overlays", name });
}
