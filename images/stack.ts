// syntax=decl/frontend
import { context, image } from "decl";

/**
 * A web server, an application, its database and its cache in one container, started and stopped in order.
 *
 *   docker run -d --name stack -p 8080:80 -v data:/var/lib stack
 *   curl -d "a note" http://localhost:8080/notes
 *   docker inspect -f '{{.State.Health.Status}}' stack
 */
export default image(({ pkgs }) => ({
  image: {
    name: "stack",
    contents: [{ source: context("./stack/app.py"), target: "/srv/app/app.py" }],
    healthcheck: {
      test: [`${pkgs.curl}/bin/curl`, "--fail", "--silent", "http://127.0.0.1/notes"],
      startPeriod: 60,
      startInterval: 1,
    },
    stopTimeout: 30,
  },

  services: {
    nginx: {
      enable: true,
      recommendedProxySettings: true,
      virtualHosts: { localhost: { default: true, locations: { "/": { proxyPass: "http://127.0.0.1:8000" } } } },
    },
    postgresql: { enable: true, ensureDatabases: ["app"], ensureUsers: [{ name: "app", ensureDBOwnership: true }] },
    redis: { servers: { "": { enable: true, appendOnly: true } } },
  },

  users: { users: { app: { isSystemUser: true, group: "app" } }, groups: { app: {} } },
  systemd: {
    services: {
      app: {
        description: "The application",
        requires: ["postgresql.service", "redis.service"],
        after: ["postgresql.service", "redis.service"],
        // It is stopped after nginx, which then has nothing left to ask it.
        before: ["nginx.service"],
        requiredBy: ["nginx.service"],
        path: [pkgs.python3],
        script: `
          for package in ${pkgs.python3Packages.psycopg2} ${pkgs.python3Packages.redis}; do
            PYTHONPATH+=:$(echo $package/lib/python3*/site-packages)
          done
          export PYTHONPATH
          exec python3 /srv/app/app.py
        `,
        serviceConfig: { Type: "notify", User: "app" },
      },
    },
  },
}));
