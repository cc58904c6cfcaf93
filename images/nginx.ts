// syntax=decl/frontend
import { context, image } from "decl";

/**
 * A web server: files of the folder www, and an application behind it.
 *
 *   docker run --rm -p 8080:80 nginx
 *   docker run --rm -p 8080:80 --read-only --tmpfs /run nginx
 */
export default image(({ pkgs }) => ({
  image: {
    name: "nginx",
    files: { "/srv/app/index.html": { text: "hello from the application\n" } },
  },

  services: {
    nginx: {
      enable: true,
      recommendedGzipSettings: true,
      recommendedOptimisation: true,
      recommendedProxySettings: true,
      virtualHosts: {
        localhost: {
          default: true,
          root: context("./www"),
          locations: {
            "/app/": { proxyPass: "http://127.0.0.1:8000/" },
            "/old/": { return: "301 /" },
          },
        },
      },
    },
  },

  systemd: {
    services: {
      app: {
        description: "The application",
        before: ["nginx.service"],
        serviceConfig: {
          ExecStart: `${pkgs.python3}/bin/python3 -m http.server --bind 127.0.0.1 --directory /srv/app 8000`,
          DynamicUser: true,
          Restart: "on-failure",
        },
      },
    },
  },
}));
