/**
 * The full form of an image's name, as BuildKit's sources want it: "alpine" is "docker.io/library/alpine:latest". Undefined
 * for what is no name (github.com/distribution/reference: normalize.go, regexp.go).
 */
export function fullReference(text: string): string | undefined {
  const match = /^(?<name>[^@\s]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/.exec(text);
  const { name = "", tag, digest } = match?.groups ?? {};
  const parts = name.split("/");
  const [first = ""] = parts;
  const hasDomain = parts.length > 1 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const domain = hasDomain ? first : "docker.io";
  const rest = hasDomain ? parts.slice(1) : parts;
  if (!rest.every((part) => /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(part))) return undefined;
  if (!/^[A-Za-z0-9.-]+(?::\d+)?$/.test(domain)) return undefined;
  const path = (domain === "docker.io" && rest.length === 1 ? ["library", ...rest] : rest).join("/");
  const version = tag === undefined && digest === undefined ? ":latest" : tag === undefined ? "" : `:${tag}`;
  return `${domain === "index.docker.io" ? "docker.io" : domain}/${path}${version}${digest === undefined ? "" : `@${digest}`}`;
}

/** The short form of a name without ":latest", which `--build-context` uses. */
export function familiarReference(full: string): string {
  return full.replace(/^docker\.io\/(?:library\/)?/, "").replace(/:latest$/, "");
}

/** The name with a digest. */
export function pinnedReference(full: string, digest: string): string {
  return digest === "" || full.includes("@") ? full : `${full}@${digest}`;
}
