/** The address of the archive that a forge serves for a commit; undefined for an unknown kind of forge. */
export function forgeArchive(
  kind: string,
  { host, owner, repo, rev }: { readonly host?: string | undefined; owner: string; repo: string; rev: string },
): string | undefined {
  switch (kind.toLowerCase()) {
    case "github":
      return `https://${host ?? "github.com"}/${owner}/${repo}/archive/${rev}.tar.gz`;
    case "gitlab":
      return `https://${host ?? "gitlab.com"}/${owner}/${repo}/-/archive/${rev}/${repo}-${rev}.tar.gz`;
    case "sourcehut":
      return `https://${host ?? "git.sr.ht"}/${owner}/${repo}/archive/${rev}.tar.gz`;
    case "forgejo":
      return host === undefined ? undefined : `https://${host}/${owner}/${repo}/archive/${rev}.tar.gz`;
    default:
      return undefined;
  }
}
