import type { Config } from "../../../lib/options.gen.d.ts";

type Nginx = Config["services"]["nginx"];
type Files = Nginx["virtualHosts"][string]["root"];

/** Where the files of the build context go that are the root of a host, or of one of its locations. */
export const folderOf = (host: string, location?: string): string =>
  location === undefined ? `/srv/www/${fileName(host)}` : `/srv/www/${fileName(host)}.locations/${fileName(location)}`;

/** The password file of a host, or of one of its locations. */
export const passwordFile = (host: string, location?: string): string =>
  `nginx/${fileName(host)}${location === undefined ? "" : `.${fileName(location)}`}.htpasswd`;

/** `~ \.php$` and the like as a file's name that no other has. */
const fileName = (name: string): string => encodeURIComponent(name);

/** A root or alias as nginx reads it: its path, or that of the files that are put into the image. */
export function pathOf(files: Files, folder: string): string | null {
  return isInContext(files) ? folder : files;
}

const isInContext = (files: Files): files is Exclude<Files, string | null> =>
  files !== null && typeof files === "object";

export const hasFilesOfContext = ({ root, locations }: Nginx["virtualHosts"][string]): boolean =>
  [root, ...Object.values(locations).flatMap((own) => [own.root, own.alias])].some(isInContext);

/** Everything of the build context that is served, as `image.contents` takes it. */
export function servedFiles({ virtualHosts }: Nginx) {
  const all = Object.entries(virtualHosts).flatMap(([host, { root, locations }]) => [
    { source: root, target: folderOf(host) },
    ...Object.entries(locations).map(([location, { root, alias }]) => ({
      source: root ?? alias,
      target: folderOf(host, location),
    })),
  ]);
  return all.filter(({ source }) => isInContext(source));
}

/** The password files of `basicAuth`, as `environment.etc` takes them. */
export function passwordFiles({ virtualHosts, group }: Nginx) {
  const zones = Object.entries(virtualHosts).flatMap(([host, own]) => [
    { path: passwordFile(host), ...own },
    ...Object.entries(own.locations).map(([location, zone]) => ({ path: passwordFile(host, location), ...zone })),
  ]);
  return Object.fromEntries(
    zones.filter(hasPasswords).map(({ path, basicAuth }) => {
      const lines = Object.entries(basicAuth).map(([user, password]) => `${user}:{PLAIN}${password}\n`);
      return [path, { text: lines.join(""), mode: "0640", group: /^\d+$/.test(group) ? `+${group}` : group }];
    }),
  );
}

export const hasPasswords = (zone: { readonly basicAuth: object; readonly basicAuthFile: string | null }): boolean =>
  zone.basicAuthFile === null && Object.keys(zone.basicAuth).length > 0;
