// syntax=decl/frontend
import { build, context, image } from "decl";

/**
 * A program for Node, with what its lock file says.
 *
 *   docker run --rm -p 8000:8000 node
 *   curl http://localhost:8000/?name=you
 */
export default image(({ pkgs }) => {
  const app = build({
    name: "app",
    src: context("./node"),
    // Its one dependency lies beside it. Those of a registry want packages: [pkgs.nodejs, pkgs.cacert], network: true
    // and cache: ["/root/.npm"].
    packages: [pkgs.nodejs],
    script: `
      npm ci --omit=dev
      cp -r . $out
    `,
  });

  return {
    image: { name: "node", user: "65534:65534", exposedPorts: { "8000/tcp": {} } },

    systemd: {
      services: {
        app: {
          environment: { NODE_ENV: "production" },
          serviceConfig: { ExecStart: `${pkgs.nodejs}/bin/node ${app}/server.js` },
        },
      },
    },
  };
});
