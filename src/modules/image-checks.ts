import type { Config } from "../lib/options.gen.d.ts";
import { forbiddenPath } from "../value/forbidden-path.ts";

type Files = Config["image"]["files"];
type Healthcheck = Config["image"]["healthcheck"];

/** What `assertions` takes, where it does not hold. */
interface Failed {
  readonly assertion: false;
  readonly message: string;
  readonly hint: string;
  readonly about: readonly (readonly string[])[];
}

/** Files that containers would not see, or that stand in each other's way. */
export function fileChecks({ files, contents }: Pick<Config["image"], "files" | "contents">): Failed[] {
  return [
    ...Object.entries(files).flatMap(([name, { type, target }]): Failed[] => {
      // Most files of /etc are environment.etc's.
      const about = [
        ["image", "files", name],
        ...(name.startsWith("/etc/") ? [["environment", "etc", name.slice(5)]] : []),
      ];
      if (type === "symlink" && target === "") {
        const message = `image.files."${name}" is a symlink that leads nowhere`;
        return [{ assertion: false, message, hint: '`target: "/srv/x"` says where', about }];
      }
      return [...placeChecks(name, about), ...parentChecks(name, files, about)];
    }),
    ...contents.flatMap(({ target }, index) => placeChecks(target, [["image", "contents", `${index}`]])),
  ];
}

function placeChecks(path: string, about: Failed["about"]): Failed[] {
  const runtime = /^\/(?:proc|sys|dev)(?=\/|$)/.exec(path)?.[0];
  if (runtime !== undefined) {
    const message = `${path} would not be seen: a container has its own ${runtime}`;
    return [{ assertion: false, message, hint: "what is there is up to the kernel and to docker run", about }];
  }
  const forbidden = forbiddenPath(path);
  return forbidden === undefined ? [] : [{ assertion: false, ...forbidden, about }];
}

function parentChecks(path: string, files: Files, about: Failed["about"]): Failed[] {
  const around = parents(path).find((parent) => files[parent] !== undefined && files[parent].type !== "directory");
  if (around === undefined) return [];
  const message = `${path} cannot be made: ${around} is a ${files[around]?.type}, and not a folder`;
  return [{ assertion: false, message, hint: "give one of them another name", about }];
}

/** The folders that a path is in, the root left out: "/a" and "/a/b" of "/a/b/c". */
function parents(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
}

export function healthcheckChecks(check: Healthcheck): Failed[] {
  if (check === null || check.test.length > 0) return [];
  return [
    {
      assertion: false,
      message: "image.healthcheck.test must name the program that checks",
      hint: '`test: ["curl", "-f", "http://localhost/"]` is one, and `["NONE"]` turns off that of the base image',
      about: [["image", "healthcheck"]],
    },
  ];
}
