// syntax=decl/frontend
import { image } from "decl";

/**
 * Services as on NixOS. They run on s6; docs/systemd.md says what each option does. Build and run it, and read what it prints:
 *
 *     docker buildx build -f images/example-systemd.ts -t example-systemd .
 *     docker run --rm example-systemd
 *
 * A service starts with the container unless it says otherwise, and each line of its output begins with its name. The container
 * ends when the last service has ended, with the exit code of the one that failed, or when `docker stop` ends it.
 */
export default image(({ pkgs }) => ({
  image: { name: "example-systemd" },

  // Who services may run as.
  users: {
    users: { web: { isSystemUser: true, group: "web" } },
    groups: { web: {} },
  },

  systemd: {
    services: {
      // A script, with a variable of its environment.
      example: {
        script: "echo $MESSAGE",
        environment: { MESSAGE: "hello from a script" },
        serviceConfig: { Type: "oneshot" },
      },

      // A command of a package, without a shell.
      hello: {
        serviceConfig: { Type: "oneshot", ExecStart: `${pkgs.hello}/bin/hello` },
      },

      // Something that has to be done before.
      prepared: {
        preStart: "echo preparing",
        script: "echo prepared",
        serviceConfig: { Type: "oneshot" },
      },

      // One after the other: `after` is the order, `requires` that there is no second without the first.
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

      // A service that says itself when it is ready: until then, what comes after it waits.
      server: {
        path: [pkgs.socat],
        script: `
          echo "starting"
          sleep 0.3
          echo "ready"
          printf READY=1 | socat - UNIX-SENDTO:$NOTIFY_SOCKET
          exec sleep 4
        `,
        // What socat says counts too, not only the main process.
        serviceConfig: { Type: "notify", NotifyAccess: "all" },
      },
      client: {
        requires: ["server.service"],
        after: ["server.service"],
        script: "echo the server is ready",
        serviceConfig: { Type: "oneshot" },
      },

      // A service with a user of its own, and a folder that belongs to it: $STATE_DIRECTORY is /var/lib/web.
      web: {
        script: 'echo "I am $(id -un)" | tee $STATE_DIRECTORY/who',
        serviceConfig: { Type: "oneshot", User: "web", StateDirectory: "web" },
      },

      // A service that fails at first. It is started again, up to five times in ten seconds; then the container would end.
      flaky: {
        script: `
          echo "try" | tee -a $STATE_DIRECTORY/tries
          [ $(wc -l <$STATE_DIRECTORY/tries) = 3 ] || exit 1
          echo "it works"
        `,
        serviceConfig: { Restart: "on-failure", RestartSec: "100ms", StateDirectory: "flaky" },
      },

      // What the timer below starts, and only the timer.
      tick: {
        script: "echo tick",
        serviceConfig: { Type: "oneshot" },
      },

      // A timer waits for ever, and the container with it. When the server has ended, this ends both.
      end: {
        after: ["server.service"],
        bindsTo: ["server.service"],
        script: "exec sleep infinity",
        postStop: "/etc/decl/unit shutdown",
      },
    },

    // Every two seconds, from one second after the start.
    timers: {
      tick: { timerConfig: { OnBootSec: "1s", OnUnitActiveSec: "2s" } },
    },
  },
}));
