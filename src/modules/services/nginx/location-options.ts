import type { HostArguments } from "../../../options/host-module.ts";
import { optionKinds } from "./option-kinds.ts";

/** What the default of an option of a location is, where the server has an option of that name. */
interface Defaults {
  readonly recommendedProxySettings: boolean;
  readonly recommendedUwsgiSettings: boolean;
}

/** `basicAuth` and `basicAuthFile`, of virtual hosts and of locations. */
export function basicAuthOptions(lib: HostArguments["lib"]) {
  const { mkOption, types } = lib;
  return {
    basicAuth: mkOption({
      type: types.attrsNamed("[^:\\s]+", 'a name without spaces and ":"', types.singleLineStr),
      default: {},
      example: { alice: "her password" },
      description: "Users and their passwords, which become part of the image as they are; `basicAuthFile` does not.",
    }),
    basicAuthFile: optionKinds(lib).maybe(
      types.path,
      "A file of users and passwords, as `htpasswd` and `openssl passwd` make them.",
      "/run/secrets/htpasswd",
    ),
  };
}

/** `services.nginx.virtualHosts.<name>.locations.<name>` (nixpkgs: nginx/location-options.nix). */
export function locationOptions(lib: HostArguments["lib"], defaults: Defaults) {
  const { mkOption, types } = lib;
  const { flag, lines, maybe } = optionKinds(lib);
  const files = types.either(types.path, types.context);
  return {
    proxyPass: maybe(types.str, "Where requests are passed on to (proxy_pass).", "http://localhost:3000"),
    proxyWebsockets: flag(false, "Whether websocket connections are passed on too."),
    uwsgiPass: maybe(types.str, "The uwsgi server that requests are passed on to.", "unix:/run/app.sock"),
    index: maybe(types.str, "The files that a folder is answered with.", "index.html index.php"),
    tryFiles: maybe(types.str, "Files that are tried in order (try_files).", "$uri =404"),
    root: maybe(
      files,
      'The folder of the files: a path, or files of the build context, `context("./www")`.',
      "/srv/www",
    ),
    alias: maybe(files, "The folder that takes the place of the location's name.", "/srv/static"),
    return: maybe(types.oneOf([types.str, types.int]), "What is answered.", "301 https://example.com$request_uri"),
    fastcgiParams: mkOption({
      type: types.attrsOf(types.str),
      default: {},
      description: "Parameters for FastCGI; the usual ones are there beside them.",
    }),
    extraConfig: lines("Directives at the end of the location."),
    priority: mkOption({
      type: types.int,
      default: 1000,
      description: "Where the location stands among the others: lower ones come first.",
    }),
    recommendedProxySettings: mkOption({
      type: types.bool,
      default: defaults.recommendedProxySettings,
      defaultText: "services.nginx.recommendedProxySettings",
      description: "Whether what is proxied gets the headers that tell of the client.",
    }),
    recommendedUwsgiSettings: mkOption({
      type: types.bool,
      default: defaults.recommendedUwsgiSettings,
      defaultText: "services.nginx.recommendedUwsgiSettings",
      description: "Whether uwsgi servers get the usual parameters.",
    }),
    ...basicAuthOptions(lib),
  };
}
