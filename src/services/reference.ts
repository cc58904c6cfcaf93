import {
  CONTAINER_OPTIONS,
  NIXOS_OPTIONS,
  type OptionRow,
  S6_OPTIONS,
  SERVICE_OPTIONS,
  SOCKET_OPTIONS,
  TIMER_OPTIONS,
  TMPFILES_TYPES,
  UNIT_OPTIONS,
} from "./option-table.ts";

const INTRODUCTION = `# Services

<!-- Generated from src/services by \`npm run generate\`: do not edit. Its text is in reference.ts, its rows in option-table.ts. -->

\`systemd.services\`, \`systemd.targets\`, \`systemd.timers\`, \`systemd.sockets\` and \`s6.services\` have NixOS's options (the last one the
predecessor's). They run on s6, with a manager of decl's own that keeps order as systemd does. This page is generated from the code that reads the options; what is
not in it is a warning with its line when the image is built.

## What is different from NixOS

- A service without \`wantedBy\` starts with the container. \`wantedBy = []\` starts only when something pulls it in. What a timer,
  \`onFailure\` or \`onSuccess\` starts does not start with the container unless its \`wantedBy\` says so.
- Services have the container's environment (\`docker run -e\`) under their own, and the container's PATH after theirs.
- A unit that fails, with nothing to start it again, ends the container with its exit code (128 + n for a signal), after an ordered
  stop and after its \`onFailure\`. \`docker run -e S6_DONT_TERMINATE_ON_ERROR=1\` keeps the container up.
- When every service has ended well and no timer waits, the container ends with 0.

## The container's life

- The image's cmd, or what \`docker run IMAGE …\` names, runs when everything that starts with the container is ready. It has the container's
  input and terminal, and the container ends with its code.
- \`docker stop\` ends that command, then the services in reverse order: ExecStop, then KillSignal, then after TimeoutStopSec SIGKILL. One second
  before the grace period is over (10 s, or \`-e DECL_STOP_SECONDS=N\` together with \`docker stop -t\`) everything that is left is killed.
- Everything that changes is in /run/decl: a read-only root needs \`--tmpfs /run\` only. With hundreds of services it also halves the time of a start. Any user will do (\`--user 1234\`); a service with
  another \`User\` is then refused, and where it is \`image.user\` that is in the way, the build says so. Docker makes a tmpfs root's, so with
  \`--user\` it is \`--tmpfs /run:mode=1777\`; an image with \`image.user\` has a /run for everybody, and \`--tmpfs /run\` will do.
- \`/etc/decl/unit start|stop|restart|reload NAME\`, \`/etc/decl/unit status\` and \`/etc/decl/unit shutdown [CODE]\` are what \`systemctl\`
  is for systemd; \`--no-block\` before the verb returns when the unit has been asked. /run/decl/ready is there once everything has been started.

## What runs in the container

s6 (\`s6-svscan\` as process 1, one \`s6-supervise\` for each service) and one program of decl's own, /etc/decl/init: as the manager it
decides what starts and stops and when, and for a moment it is what prepares a service and cleans up after it. A service itself is its program
and nothing else. Where lines have prefixes one more process, the logger, writes those of all services, each line whole; a line of more than
1 MiB comes as lines of 1 MiB.
What programs say by syslog (cron does) comes to the container's errors: where the container has a /dev of its own and its user may
write there, the manager listens at /dev/log.
Timers are part of the manager. There is one init for linux/amd64 and one for linux/arm64; for other platforms services are an error.

    /etc/decl/init              the program; /etc/decl/unit is a link to it
    /etc/decl/plan.json         all that it knows of the units, for people too
    /etc/decl/units/NAME/       scripts of the declaration: start, pre-start …
    /etc/decl/scan/             s6's folders, whose run and finish are links to the program
    /run/decl/                  what changes: units/NAME has the state of each unit

Bash is in the image only where a declaration has a script (\`script\`, \`preStart\` and so on), and so are coreutils, findutils, grep and sed,
which a script finds. A service without one has them in its PATH only with \`enableDefaultPath = true\`: with \`ExecStart\` alone an image
gets s6, that program, and what the service itself needs: an image of hello alone has 6.1 MB, with hello as a service 8.5 MB, and with
a script that calls it 34.5 MB (\`npm run bench services\`).

Deadlines (restarts, timeouts, watchdogs, the grace period) count on a clock that nobody can set. Timers follow the wall clock.

## Without a container

\`decl services FILE\` prints what starts, in which order and what waits for what; \`--dot\` prints it for Graphviz. \`--play\` goes through it as
the init would, from start to stop: conditions are met, and each timer elapses once. \`--fail UNIT\` shows what happens when that service
fails.
\`decl init FILE -o DIR\` writes the init, and \`DIR/init STATE-DIR\` runs it as any user: same order, readiness, restarts, timers and
exit code, until SIGTERM, SIGINT or Ctrl-C.

- Programs are the image's store paths, which the lock file beside FILE or \`--nixpkgs DIR\` names and the machine has to have in
  /nix/store. \`--prefix /usr\` takes them from /usr/bin and /usr/sbin instead, for machines without Nix: \`\${pkgs.nginx}/bin/nginx\` is then
  /usr/sbin/nginx. The s6 of Debian 12, 2.11, is too old for that.
- Other files of the image are not written: what services read in /etc, and write below /var and /run, is the machine's own. What
  its user may not do fails as in a container with \`--user\`: another \`User\`, a \`RuntimeDirectory\` in /run.
- \`DECL_STATE=STATE-DIR DIR/unit status\` and the like are \`systemctl\` there.
`;

const SOCKETS =
  "Of `systemd.sockets.<name>`, which has `listenStreams` and `listenDatagrams` too. Process 1 opens all sockets when the container starts, and keeps " +
  "them: their service starts with the container and gets them (LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES), each time it starts. What connects " +
  "before, or while it is started again, waits. A service that has ended is not started by a connection. Where a socket cannot be opened, its " +
  "service fails with code 202.";

/** docs/systemd.md */
export function serviceReference(): string {
  return [
    INTRODUCTION,
    section("systemd.services", "What stands beside the sections of a unit, as in NixOS.", NIXOS_OPTIONS),
    section(
      "serviceConfig",
      "The section [Service], by systemd's names. Here and in the other sections null is an empty assignment: what was said before it counts no more.",
      SERVICE_OPTIONS,
    ),
    section(
      "unitConfig",
      "And the options that NixOS has for them: `after`, `requires`, `wantedBy` … What Condition… says, Assert… says too, and is a failure.",
      UNIT_OPTIONS,
    ),
    section("timerConfig", "Of `systemd.timers.<name>`.", TIMER_OPTIONS),
    section("socketConfig", SOCKETS, SOCKET_OPTIONS),
    section(
      "tmpfiles",
      "The types of lines in `systemd.tmpfiles.rules` and of `systemd.tmpfiles.settings`. Places that are not the image's: /run, /tmp, /dev, /proc, /sys, volumes, and what is below a D. On the way to a place, links are followed that root or the container's own user made; behind a link of another user everything must be that user's.",
      TMPFILES_TYPES,
    ),
    section("s6.services", "The predecessor's options.", S6_OPTIONS),
    `## What a container gives itself\n\nThese do nothing, and are one warning for all units, which \`systemd.quietAboutSandbox = true\` silences: ${[...CONTAINER_OPTIONS].sort().join(", ")}.\n`,
  ].join("\n");
}

function section(title: string, text: string, options: Readonly<Record<string, OptionRow>>): string {
  const head = ["option", "what it does here", "what differs from systemd"];
  const rows = Object.entries(options).map(([name, { does, differs }]) => [name, does, differs ?? ""]);
  return `## ${title}\n\n${text}\n\n${table([head, ...rows])}`;
}

/** With columns of equal width, as the formatter has it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const [head = "", ...body] = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("");
}
