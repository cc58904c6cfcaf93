// syntax=decl/frontend
import { image } from "decl";

/** Units as on NixOS; here they run on s6, and end the container when the last of them has ended. */
export default image(({ pkgs }) => ({
  image: { name: "example-systemd" },
  systemd: {
    services: {
      // A script, with an environment.
      example: {
        script: "echo $MESSAGE",
        environment: { MESSAGE: "hello from a script" },
        serviceConfig: { Type: "oneshot" },
      },
      // A command of a package.
      hello: {
        serviceConfig: { Type: "oneshot", ExecStart: `${pkgs.hello}/bin/hello` },
      },
      // Something to be done before.
      prepared: {
        preStart: "echo preparing",
        script: "echo prepared",
        serviceConfig: { Type: "oneshot" },
      },
      // One after the other.
      first: {
        script: "echo first",
        serviceConfig: { Type: "oneshot" },
      },
      second: {
        requires: ["first.service"],
        after: ["first.service"],
        script: "echo second",
        serviceConfig: { Type: "oneshot" },
      },
    },
  },
}));
