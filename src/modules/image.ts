import type { HostArguments } from "../options/host-module.ts";
import { fileChecks, healthcheckChecks } from "./image-checks.ts";
import { ABSOLUTE_PATH, ABSOLUTE_PATH_IN_WORDS, MAX_ID } from "./value-kinds.ts";

/** 1 to 65535 */
const PORT = "(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";

/** `image.*`: what the image is called and how a container of it starts (OCI image specification, config.md). */
export const image = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const file = types.submodule({
    options: {
      type: mkOption({
        type: types.enum(["file", "directory", "symlink"]),
        default: "file",
        description: "What it is.",
      }),
      text: mkOption({ type: types.lines, default: "", description: "What a file holds." }),
      sources: mkOption({
        type: types.listOf(types.path),
        default: [],
        example: ["${pkgs.tzdata}/share/zoneinfo/leapseconds"],
        description: "Files of packages that a file begins with, one after the other; `text` comes after them.",
      }),
      target: mkOption({ type: types.str, default: "", description: "Where a symlink leads." }),
      mode: mkOption({
        type: types.nullOr(types.strMatching("[0-7]{3,4}", 'an octal mode such as "0644"')),
        default: null,
        defaultText: '"0644" for files, "0755" for folders',
        description: "Permissions, in octal.",
      }),
      uid: mkOption({ type: types.ints.between(0, MAX_ID), default: 0, description: "The owner." }),
      gid: mkOption({ type: types.ints.between(0, MAX_ID), default: 0, description: "The group." }),
    },
  });
  const seconds = (least: number, fallback: number, description: string) =>
    mkOption({
      type: types.either(
        types.ints.between(least, 1_000_000),
        types.strMatching("(?=\\d)(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?", 'a time such as "1m30s"'),
      ),
      default: fallback,
      description,
    });
  const command = types.nullOr(types.listOf(types.str));
  return {
    options: {
      image: {
        name: mkOption({
          type: types.nullOr(types.singleLineStr),
          default: null,
          example: "web",
          description:
            "What the image is called: its title label. The name it is tagged with is given to docker with `-t`.",
        }),
        tag: mkOption({
          type: types.nullOr(types.strMatching("\\w[\\w.-]{0,127}", "a tag")),
          default: null,
          example: "1.2",
          description:
            "The version of the image: with the name, its ref.name label and annotation. As the name, it is given to docker with `-t`.",
        }),
        from: mkOption({
          type: types.nullOr(types.singleLineStr),
          default: null,
          example: "docker.io/library/alpine:3.20",
          description:
            "The image that this one starts from: a reference, or the name of a `--build-context`. Its configuration holds where this one says nothing, as with FROM of a Dockerfile. The system path is then at /run/current-system/sw and first in PATH, and the base's own programs stay where they are.",
        }),
        run: mkOption({
          type: types.lines,
          default: "",
          example: "chown nobody /srv/cache",
          description:
            "Shell lines that are run as root in the finished image when it is built, without a network: the one step that runs programs of the image, so an image for another platform needs an emulator. What they write has the time of the build, so the image is no longer the same bit for bit.",
        }),
        checks: mkOption({
          type: types.attrsOf(types.submodule({ options: checkOptions(lib) })),
          default: {},
          example: { app: { command: ["/bin/app", "--check-config", "/etc/app.conf"] } },
          description:
            "Commands that must succeed in the finished image, run as root and without a network when it is built. What they write is dropped, so the image is the same with and without them. They are left out, with a warning, where the engine is of another platform than the image.",
        }),
        entrypoint: mkOption({
          type: command,
          default: null,
          example: ["/bin/web"],
          description: "The program that a container starts, with its first arguments.",
        }),
        entryPoint: mkOption({ renamedTo: "image.entrypoint" }),
        cmd: mkOption({
          type: command,
          default: null,
          example: ["--port", "80"],
          description:
            "Arguments of the entrypoint, or the program where there is none; `docker run IMAGE ARGS` replaces them.",
        }),
        env: mkOption({
          type: types.attrsNamed("[^\\0=]+", "a variable's name", types.str),
          default: {},
          example: { LANG: "C.UTF-8" },
          description: "Environment variables of every container.",
        }),
        workingDir: mkOption({
          type: types.nullOr(types.path),
          default: null,
          defaultText: "that of the base image, or /",
          description: "The folder that containers start in.",
        }),
        user: mkOption({
          type: types.nullOr(types.singleLineStr),
          default: null,
          example: "1000:1000",
          description: "The user, and group, that containers start as; root, or the base image's, where it is null.",
        }),
        labels: mkOption({
          type: types.attrsOf(types.str),
          default: {},
          example: { "org.opencontainers.image.vendor": "us" },
          description: "Labels of the image; `--label` wins over them.",
        }),
        annotations: mkOption({
          type: types.attrsOf(types.str),
          default: {},
          example: { "org.opencontainers.image.licenses": "MIT" },
          description: "Annotations of the image's manifest; the engine writes them where it writes OCI manifests.",
        }),
        exposedPorts: mkOption({
          type: types.attrsNamed(
            `${PORT}(?:/(?:tcp|udp|sctp))?`,
            'a port such as "80/tcp"',
            types.submodule({ options: {} }),
          ),
          default: {},
          example: { "80/tcp": {} },
          description: "Ports that containers listen on. Publishing them is up to `docker run -p`.",
        }),
        volumes: mkOption({
          type: types.attrsNamed(ABSOLUTE_PATH, ABSOLUTE_PATH_IN_WORDS, types.submodule({ options: {} })),
          default: {},
          example: { "/var/lib/data": {} },
          description: "Folders that outlive a container's file system.",
        }),
        stopSignal: mkOption({
          type: types.nullOr(types.strMatching("SIG[A-Z0-9+]+|\\d+", 'a signal such as "SIGTERM"')),
          default: null,
          example: "SIGINT",
          description: "The signal that `docker stop` sends first.",
        }),
        stopTimeout: mkOption({
          type: types.nullOr(types.ints.unsigned),
          default: null,
          example: 30,
          description:
            "Seconds that a container needs to stop. Images cannot say so to Docker: it becomes the label `decl.stop-timeout`, for those who write `docker run --stop-timeout`.",
        }),
        healthcheck: mkOption({
          type: types.nullOr(
            types.submodule({
              options: {
                test: mkOption({
                  type: types.listOf(types.str),
                  example: ["curl", "-f", "http://localhost/"],
                  description:
                    'The program, with its arguments, that exits with 0 in a healthy container. As in Docker\'s own format, `["CMD-SHELL", "curl -f localhost"]` is a line for the shell, and `["NONE"]` turns off the check of the base image.',
                }),
                interval: seconds(1, 30, "Seconds between two checks."),
                timeout: seconds(1, 30, "Seconds a check may take."),
                startPeriod: seconds(0, 0, "Seconds in which failures do not count yet."),
                startInterval: seconds(1, 5, "Seconds between two checks in that time."),
                retries: mkOption({
                  type: types.ints.positive,
                  default: 3,
                  description: "Failures in a row that make a container unhealthy.",
                }),
              },
            }),
          ),
          default: null,
          description: "How Docker finds out whether a container works.",
        }),
        files: mkOption({
          type: types.attrsNamed(ABSOLUTE_PATH, ABSOLUTE_PATH_IN_WORDS, file),
          default: {},
          example: { "/srv/hello.txt": { text: "hello\n", mode: "0644" } },
          description:
            "Files, folders and links that are written into the image. They win over what packages have at the same place; `environment.etc` is the usual way to /etc.",
        }),
        tls: mkOption({
          type: types.submodule({
            options: {
              files: mkOption({
                type: types.attrsNamed(ABSOLUTE_PATH, ABSOLUTE_PATH_IN_WORDS, file),
                default: {},
                description: "Files.",
              }),
              env: mkOption({ type: types.attrsOf(types.str), default: {}, description: "Environment variables." }),
            },
          }),
          default: {},
          internal: true,
          description: "What the image has as well where one of its packages has a library for TLS.",
        }),
        profiles: mkOption({
          type: types.attrsNamed(
            "(?:/[\\w.+@-]+)+",
            "an absolute path without special characters",
            types.submodule({
              options: {
                packages: mkOption({ type: types.listOf(types.package), default: [], description: "What is linked." }),
              },
            }),
          ),
          default: {},
          internal: true,
          description: "Folders that packages are linked into as they are at the root of the image.",
        }),
        interactive: mkOption({
          type: types.bool,
          default: false,
          description: "Whether a shell is wanted in the image: adds bash and coreutils.",
        }),
      },
    },
    config: {
      environment: { systemPackages: lib.optionals(config.image.interactive, [pkgs.bashInteractive, pkgs.coreutils]) },
      assertions: [...fileChecks(config.image), ...healthcheckChecks(config.image.healthcheck)],
    },
  };
};

function checkOptions({ mkOption, types }: HostArguments["lib"]) {
  return {
    command: mkOption({
      type: types.listOf(types.str),
      example: ["${pkgs.nginx}/bin/nginx", "-t"],
      description: "A program of the image and its arguments; the image has to have its package already.",
    }),
    about: mkOption({
      type: types.listOf(types.listOf(types.str)),
      default: [],
      example: [["services", "nginx"]],
      description:
        "The options that it is about, each as the list of its names: a failure is told at the first, or at the one below them with the text of the line that the program names.",
    }),
  };
}
