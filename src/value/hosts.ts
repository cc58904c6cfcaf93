/**
 * Names of hosts as the person who builds writes them: `example.org` is that host on any port, `example.org:8080` one port of it,
 * `*.example.org` all below it, and `*` all there are.
 */
export function isHostPattern(text: string): boolean {
  return /^(?:\*|(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?)$/i.test(text);
}

/** Whether one of the patterns matches a host. `host` is a `URL.host`: it has a port only if that is not the scheme's default. */
export function namesHost(patterns: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase();
  const name = wanted.replace(/:\d+$/, "");
  return patterns.some((one) => {
    const pattern = one.toLowerCase();
    if (pattern === "*" || pattern === wanted || pattern === name) return true;
    return pattern.startsWith("*.") && (wanted.endsWith(pattern.slice(1)) || name.endsWith(pattern.slice(1)));
  });
}
