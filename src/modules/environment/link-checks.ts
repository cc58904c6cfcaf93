/** Folders at the top that no package may have a part in, and why. */
const KEPT: Readonly<Record<string, string>> = {
  "/nix": "/nix/store holds packages alone, and what Nix knows of them is beside it",
  "/run": "what is there is made for the container, or when it starts",
  "/proc": "a container has its own",
  "/sys": "a container has its own",
  "/dev": "a container has its own",
};

/** What of `environment.pathsToLink` cannot be linked in an image. */
export function linkChecks(pathsToLink: readonly string[]) {
  return pathsToLink.flatMap((path, index) => {
    const why = KEPT[path.split("/", 2).join("/")];
    if (why === undefined) return [];
    const message = `${path} of packages cannot be linked: ${why}`;
    const hint = "what a package has is in its store path: `${pkgs.hello}/share` is such a folder";
    return [{ assertion: false, message, hint, about: [["environment", "pathsToLink", `${index}`]] }];
  });
}
