// syntax=decl/frontend
import { context, image } from "decl";

/**
 * PHP behind nginx: the folder php, with processes that run as a user of their own and are started when they are needed.
 *
 *   docker run --rm -p 8080:80 php
 *   curl http://localhost:8080/?name=you
 */
export default image(({ config }) => ({
  image: { name: "php" },

  users: {
    users: { app: { isSystemUser: true, group: "app" } },
    groups: { app: {} },
  },

  services: {
    phpfpm: {
      phpOptions: "memory_limit = 64M",
      pools: {
        app: {
          user: "app",
          phpEnv: { APP_ENV: "production" },
          settings: { pm: "ondemand", "pm.max_children": 8, "listen.owner": "nginx", "listen.group": "nginx" },
        },
      },
    },
    nginx: {
      enable: true,
      virtualHosts: {
        localhost: {
          default: true,
          root: context("./php"),
          locations: {
            "/": { index: "index.php" },
            "~ \\.php$": {
              fastcgiParams: { SCRIPT_FILENAME: "$document_root$fastcgi_script_name" },
              extraConfig: `fastcgi_pass unix:${config.services.phpfpm.pools.app?.socket};`,
            },
          },
        },
      },
    },
  },
}));
