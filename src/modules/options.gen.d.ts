/** Generated from src/modules by scripts/generate.ts: do not edit. */
import type { Package, StorePath } from "../declaration/decl.d.ts";
import type { Property } from "../lib/lib.d.ts";

/** A value, or one under mkIf, mkDefault and the like. */
type Def<T> = T | Property<T>;
type PackageOption = Package | StorePath | string;
type Attrs<T> = { readonly [name: string]: T };

/** What a declaration may define. */
export interface Options {
  /** What has to hold for the configuration to make sense: all that does not is one error. */
  readonly assertions?: Def<readonly Def<{
    /** What has to hold. */
    readonly assertion?: Def<boolean>;
    /** What to say if it does not. */
    readonly message?: Def<string | PackageOption>;
  }>[]>;
  /** What the user is told beside a build that works. */
  readonly warnings?: Def<readonly Def<string | PackageOption>[]>;
  readonly environment?: Def<{
    /** Packages whose programs and files everyone has: they are linked at `/bin`, `/lib` and so on, and at `/run/current-system/sw`. */
    readonly systemPackages?: Def<readonly Def<PackageOption>[]>;
    /** Which folders of the packages are linked. */
    readonly pathsToLink?: Def<readonly Def<string | PackageOption>[]>;
  }>;
  readonly image?: Def<{
    /** What the image is called: its title label. The name it is tagged with is given to docker with `-t`. */
    readonly name?: Def<string | PackageOption | null>;
    /** The program that a container starts, with its first arguments. */
    readonly entrypoint?: Def<readonly Def<string | PackageOption>[] | null>;
    /** Now called image.entrypoint. @deprecated */
    readonly entryPoint?: Def<unknown>;
    /** Arguments of the entrypoint, or the program where there is none; `docker run IMAGE ARGS` replaces them. */
    readonly cmd?: Def<readonly Def<string | PackageOption>[] | null>;
    /** Environment variables of every container. */
    readonly env?: Def<Attrs<Def<string | PackageOption>>>;
    /** The folder that containers start in. */
    readonly workingDir?: Def<string | PackageOption>;
    /** The user, and group, that containers start as; root where it is null. */
    readonly user?: Def<string | PackageOption | null>;
    /** Labels of the image; `--label` wins over them. */
    readonly labels?: Def<Attrs<Def<string | PackageOption>>>;
    /** Ports that containers listen on. Publishing them is up to `docker run -p`. */
    readonly exposedPorts?: Def<Attrs<Def<Record<string, never>>>>;
    /** Folders that outlive a container's file system. */
    readonly volumes?: Def<Attrs<Def<Record<string, never>>>>;
    /** The signal that `docker stop` sends first. */
    readonly stopSignal?: Def<string | PackageOption | null>;
    /** How Docker finds out whether a container works. */
    readonly healthcheck?: Def<{
      /** The program, with its arguments, that exits with 0 in a healthy container. */
      readonly test?: Def<readonly Def<string | PackageOption>[]>;
      /** Seconds between two checks. */
      readonly interval?: Def<number>;
      /** Seconds a check may take. */
      readonly timeout?: Def<number>;
      /** Seconds in which failures do not count yet. */
      readonly startPeriod?: Def<number>;
      /** Seconds between two checks in that time. */
      readonly startInterval?: Def<number>;
      /** Failures in a row that make a container unhealthy. */
      readonly retries?: Def<number>;
    } | null>;
    /** Files, folders and links that are written into the image. They win over what packages have at the same place; `environment.etc` is the usual way to /etc. */
    readonly files?: Def<Attrs<Def<{
      /** What it is. */
      readonly type?: Def<"file" | "directory" | "symlink">;
      /** What a file holds. */
      readonly text?: Def<string | PackageOption>;
      /** Where a symlink leads. */
      readonly target?: Def<string | PackageOption>;
      /** Permissions, in octal. */
      readonly mode?: Def<string | PackageOption | null>;
      /** The owner. */
      readonly uid?: Def<number>;
      /** The group. */
      readonly gid?: Def<number>;
    }>>>;
    /** Whether a shell is wanted in the image: adds bash and coreutils. */
    readonly interactive?: Def<boolean>;
  }>;
  readonly nixpkgs?: Def<{
    /** The binary caches that store paths are fetched from. Caches given on the command line are asked before them. */
    readonly binaryCaches?: Def<readonly Def<{
      /** The address of the cache. */
      readonly url?: Def<string | PackageOption>;
      /** Keys, as `name:base64`, that are trusted to sign the paths of this cache. */
      readonly publicKeys?: Def<readonly Def<string | PackageOption>[]>;
      /** Lower is asked first; without one, caches are asked in the order of the list. */
      readonly priority?: Def<number | null>;
    }>[]>;
  }>;
}

/** What modules read: every option has its value. */
export interface Config {
  readonly assertions: readonly {
    readonly assertion: boolean;
    readonly message: string;
  }[];
  readonly warnings: readonly string[];
  readonly environment: {
    readonly systemPackages: readonly Package[];
    readonly pathsToLink: readonly string[];
  };
  readonly image: {
    readonly name: string | null;
    readonly entrypoint: readonly string[] | null;
    readonly cmd: readonly string[] | null;
    readonly env: Attrs<string>;
    readonly workingDir: string;
    readonly user: string | null;
    readonly labels: Attrs<string>;
    readonly exposedPorts: Attrs<Record<string, never>>;
    readonly volumes: Attrs<Record<string, never>>;
    readonly stopSignal: string | null;
    readonly healthcheck: {
      readonly test: readonly string[];
      readonly interval: number;
      readonly timeout: number;
      readonly startPeriod: number;
      readonly startInterval: number;
      readonly retries: number;
    } | null;
    readonly files: Attrs<{
      readonly type: "file" | "directory" | "symlink";
      readonly text: string;
      readonly target: string;
      readonly mode: string | null;
      readonly uid: number;
      readonly gid: number;
    }>;
    readonly interactive: boolean;
  };
  readonly nixpkgs: {
    readonly binaryCaches: readonly ({
      readonly url: string;
      readonly publicKeys: readonly string[];
      readonly priority: number | null;
    })[];
  };
}
