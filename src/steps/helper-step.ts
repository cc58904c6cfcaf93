import type { ProcessSettings } from "../context/process-settings.ts";
import { buildPlatform, type Session } from "../context/session.ts";
import { frontendImage } from "../engine/frontend-image.ts";
import { type ExecStep, exec } from "../llb/exec.ts";
import { file, mkdir, mkfile } from "../llb/file.ts";
import { type Mount, readonlyMount } from "../llb/mount.ts";
import { type Platform, type State, scratch, type VertexOptions } from "../llb/vertex.ts";
import type { Place } from "../text/diagnostic.ts";
import type { Spec } from "./helper/spec.ts";

/** What every helper step stands on. */
export interface HelperPlace {
  /** The frontend's own image: node and the helper programs. */
  readonly helper: State;
  /** Where the helper runs, whatever the image is for. */
  readonly buildPlatform: Platform;
  /** `--no-cache` */
  readonly ignoreCache: boolean;
  /** For steps that run a program that is not ours. */
  readonly processes?: ProcessSettings;
  /** When the build began, in milliseconds since 1970. */
  readonly started?: number | undefined;
}

export async function helperPlace(session: Session): Promise<HelperPlace> {
  const { frontend, noCache, processes } = session.request;
  const [helper, platform] = await Promise.all([frontendImage(frontend), buildPlatform(session)]);
  const capabilities = await session.engine.capabilities;
  const started = capabilities.supports("exec.meta.proxyenv") ? session.started : undefined;
  return { helper, buildPlatform: platform, ignoreCache: noCache, processes, started };
}

/**
 * V8 compiles nothing in other threads: at its end Node may wait for ever for a thread that compiles and that waits for garbage to
 * be collected (nodejs/node#54918). This flag, unlike --single-threaded, leaves what Node has compiled of its own modules valid,
 * which spares each step 12 ms of processor time.
 */
const NODE_OPTIONS = ["--no-warnings", "--no-concurrent-recompilation"];

/** Node and the helper bundle, where `mountsOf` puts them. */
export const HELPER = ["/bin/node", ...NODE_OPTIONS, "/helper.cjs"];

/** What they need of the frontend's image. */
const HELPER_PARTS = ["/bin", "/lib", "/lib64", "/helper.cjs"];

/**
 * What a step needs of the frontend's image, part by part and read-only: then the cache key is made of these files'
 * contents, and a new frontend with the same programs finds all steps in the cache.
 */
function mountsOf(image: State, parts: readonly string[]): Mount[] {
  // The engine wants a root that comes from somewhere. It has no line of its own in the progress output: a weak group is
  // shown only with another member.
  const name = "[decl] an empty root for the helpers";
  const root = file(scratch, [mkdir("/tmp", { mtime: 0 })], {
    name,
    group: { id: "decl-helper-root", name, weak: true },
  });
  return [readonlyMount("/", root), ...partMounts(image, parts)];
}

/** The program interpreters of the platforms that the frontend is built for: in another root there may be another, or none. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  amd64: "/lib64/ld-linux-x86-64.so.2",
  arm64: "/lib/ld-linux-aarch64.so.1",
};

/** How the helper is called that lies below a folder of another root. */
interface DetachedHelper {
  readonly args: readonly string[];
  readonly mounts: readonly Mount[];
}

/**
 * The helper below a folder of another root, whose own libraries it does not touch. Undefined for other build platforms than
 * those that there is a frontend for.
 */
export function detachedHelper({ helper, buildPlatform }: HelperPlace, folder: string): DetachedHelper | undefined {
  const interpreter = INTERPRETERS[buildPlatform.architecture];
  if (interpreter === undefined) return undefined;
  return {
    args: [
      ...[`${folder}${interpreter}`, "--library-path", `${folder}/lib`],
      ...[`${folder}/bin/node`, ...NODE_OPTIONS, `${folder}/helper.cjs`],
    ],
    mounts: partMounts(helper, HELPER_PARTS, folder),
  };
}

function partMounts(image: State, parts: readonly string[], folder = ""): Mount[] {
  return parts.map((part) => readonlyMount(`${folder}${part}`, image, { selector: part }));
}

/** Linux takes 128 KiB in one variable, and a character may be several bytes. */
const SPECIFICATION_CHARACTERS = 30_000;

/**
 * How a program of the helper is called with a specification: that is in its environment, which error messages do not repeat
 * as they do arguments, or in a file where Linux would not take it as one string.
 */
export function specification<Written>(
  { program }: Spec<unknown, Written>,
  value: NoInfer<Written>,
  most = SPECIFICATION_CHARACTERS,
): {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
} {
  const json = JSON.stringify(value);
  const args = [program];
  const env = { PATH: "/bin", DECL_SPECIFICATION: json };
  if (json.length <= most) return { args, env, mounts: [] };
  const written = file(scratch, [mkfile("/spec.json", json)], { name: "[decl] write a specification" });
  const mounts = [readonlyMount("/spec", written)];
  return { args, env: { ...env, DECL_SPECIFICATION: "@/spec/spec.json" }, mounts };
}

/** A step that runs a program of ours. */
interface ProgramStep<Written> extends Omit<VertexOptions, "places" | "ignoreCache"> {
  /** The program, */
  readonly spec: Spec<unknown, Written>;
  /** and what it is given. */
  readonly value: NoInfer<Written>;
  /** What it reads and writes. */
  readonly mounts: readonly Mount[];
  /** As those of any step, where they are known. */
  readonly places?: readonly (Place | undefined)[];
  /** As that of `exec`. */
  readonly unkeyed?: string | undefined;
}

/** The step that runs a program of the helper, with nothing but the helper and what the program reads and writes. */
export function helperStep<Written>(place: HelperPlace, step: ProgramStep<Written>): ExecStep {
  return programStep(place, step, [...HELPER, step.spec.program], HELPER_PARTS);
}

/** The same with a native program of the frontend's image, which needs nothing else. */
export function nativeStep<Written>(place: HelperPlace, step: ProgramStep<Written>): ExecStep {
  const program = `/${step.spec.program}`;
  return programStep(place, step, [program], [program]);
}

function programStep<Written>(
  { helper, buildPlatform, ignoreCache }: HelperPlace,
  { spec, value, places = [], ...options }: ProgramStep<Written>,
  args: readonly string[],
  parts: readonly string[],
): ExecStep {
  const { env, mounts } = specification(spec, value);
  return exec({
    ...options,
    ignoreCache,
    places: places.filter((place) => place !== undefined),
    args,
    env,
    platform: buildPlatform,
    mounts: [...mountsOf(helper, parts), ...options.mounts, ...mounts],
  });
}
