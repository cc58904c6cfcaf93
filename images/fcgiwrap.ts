// syntax=decl/frontend
import { context, image } from "decl";

/**
 * CGI programs behind nginx: those of the folder cgi, as a user of their own.
 *
 *   docker run --rm -p 8080:80 fcgiwrap
 *   curl http://localhost:8080/cgi/hello.sh?name=you
 */
export default image(({ pkgs, config }) => ({
  image: { name: "fcgiwrap", contents: [{ source: context("./cgi"), target: "/srv/cgi", mode: "0755" }] },

  environment: { systemPackages: [pkgs.bash] },

  services: {
    fcgiwrap: { instances: { cgi: { process: { prefork: 2 }, socket: { user: "nginx", group: "nginx" } } } },
    nginx: {
      enable: true,
      virtualHosts: {
        localhost: {
          default: true,
          root: "/srv",
          locations: {
            "/cgi/": {
              fastcgiParams: { SCRIPT_FILENAME: "$document_root$fastcgi_script_name" },
              extraConfig: `fastcgi_pass unix:${config.services.fcgiwrap.instances.cgi?.socket.address};`,
            },
          },
        },
      },
    },
  },
}));
