/** What is wrong with a path at which a declaration wants a file of the image, and what to do about it. */
export interface ForbiddenPath {
  readonly message: string;
  readonly hint: string;
}

/** Why a declaration may not have files at a path of the image, which is normalized; undefined if it may. */
export function forbiddenPath(path: string): ForbiddenPath | undefined {
  // The store's folders too, since with them any package could be changed. U+E0D0 begins a placeholder, which is a path in the store.
  if (/^\/nix(?:\/store(?:\/.*)?)?\/?$/s.test(path) || path.startsWith("\uE0D0")) {
    const message = `${path} cannot be made: /nix/store holds packages alone`;
    return { message, hint: "it can be anywhere else, e.g. below /etc or /srv" };
  }
  if (/^(?:\/var)?\/run\/decl(?:\/|$)/.test(path)) {
    const message = `${path} cannot be made: in /run/decl is what the image's init knows of its services`;
    return { message, hint: "it can be anywhere else, e.g. in another folder of /run" };
  }
  const marked = path.split("/").find(isRemovalMark);
  if (marked === undefined) return undefined;
  const message = `${path} cannot be made: in the layers of an image ${marked} is no file, but says that one is removed`;
  return { message, hint: "give it a name that does not begin with .wh." };
}

/** Whether a name in a layer is a whiteout, which removes a file of the layers below (OCI image specification, layer.md: Whiteouts). */
export const isRemovalMark = (name: string): boolean => name.startsWith(".wh.");
