import type { Session } from "../context/session.ts";
import { openTree } from "../context/tree.ts";
import type { Closure } from "../nix/closure.ts";
import type { MadePath } from "../packages/builds/run-builds.ts";
import { sourceText } from "../plan/contents.ts";
import { type ForeignProgram, foreignWarnings, type MadeFiles } from "../plan/foreign-warnings.ts";
import type { ImagePlan } from "../plan/image-plan.ts";
import { copiedFacts, FACTS } from "../steps/copy/spec.ts";
import type { ImageGraph } from "../steps/image-graph.ts";
import type { ImageTree } from "../steps/image-tree.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";

type FinishedPlan = Pick<ImagePlan, "added" | "contents" | "platform" | "base"> & {
  readonly config: { readonly config: Pick<ImagePlan["config"]["config"], "Env"> };
};

/** An image that is finished. */
export interface FinishedImage {
  readonly tree: ImageTree;
  readonly plan: FinishedPlan;
  readonly closure: Pick<Closure, "entries">;
  readonly made: ReadonlyMap<string, Pick<MadePath, "subject" | "foreign">>;
  readonly contentFacts: ImageGraph["contentFacts"];
}

/** Warnings of all in an image that was made for it and wants a loader or libraries that it has not got. */
export async function foreignProgramWarnings(session: Session, image: FinishedImage): Promise<Diagnostic[]> {
  const all = [...storePaths(image), ...(await contents(session, image))].filter(({ foreign }) => foreign.length > 0);
  if (all.length === 0) return [];
  const lookUp = lookUpIn(image);
  const left = await Promise.all(all.map(async (one) => ({ ...one, foreign: await lookUp(one.foreign) })));
  return foreignWarnings(left);
}

function storePaths({ plan, made }: FinishedImage): MadeFiles[] {
  return plan.added
    .flatMap(({ paths }) => paths)
    .map(({ path, deriver, subject, foreign, place }) => {
      const built = made.get(path.path);
      const name = deriver === undefined ? (built?.subject ?? subject) : path.path;
      return { subject: name, foreign: foreign ?? built?.foreign ?? [], place };
    });
}

async function contents(session: Session, { plan, contentFacts }: FinishedImage): Promise<MadeFiles[]> {
  return Promise.all(
    plan.contents.map(async ({ source, target, place }, index) => {
      const facts = contentFacts[index];
      const text = facts && (await openTree(session, facts).readText(FACTS));
      const { foreign } = text === undefined ? { foreign: [] } : copiedFacts(JSON.parse(text), "facts");
      return { subject: sourceText(source), target, foreign, place };
    }),
  );
}

/** Where loaders look by themselves, but for what a list of an image's own says (/etc/ld.so.conf). */
const FOLDERS = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"];

/** The numbers of processors in ELF files. */
const MACHINES: Readonly<Record<string, number>> = { amd64: 62, arm64: 183, riscv64: 243, ppc64le: 21, loong64: 258 };

/** Leaves of programs those that want what is not in the image, with no more than that. */
function lookUpIn(image: FinishedImage) {
  const { tree, plan } = image;
  const stats = new Map<string, Promise<boolean>>();
  const has = (path: string) => {
    const known = stats.get(path) ?? tree.stat(path).then((stat) => stat !== undefined);
    stats.set(path, known);
    return known;
  };
  const folders = foldersOf(plan);
  let inStore: Promise<ReadonlySet<string>> | undefined;
  const isThere = async (name: string, own: readonly string[]) => {
    if (name.includes("/")) return has(name);
    inStore ??= librariesOf(image);
    // Who loads it may have loaded the library before, or may be told where it is.
    if ((await inStore).has(name)) return true;
    const there = await Promise.all([...own, ...folders].map((folder) => has(`${folder}/${name}`)));
    return there.includes(true);
  };
  return async (foreign: readonly ForeignProgram[]): Promise<ForeignProgram[]> => {
    const left = await Promise.all(
      foreign.map(async ({ interpreter, libraries, ...rest }): Promise<ForeignProgram> => {
        if (interpreter !== undefined && !(await has(interpreter))) return { ...rest, interpreter, libraries };
        // An image that is built upon may have libraries anywhere.
        const wanted = plan.base === undefined && isForHere({ ...rest, libraries }, plan.platform) ? libraries : [];
        const there = await Promise.all(wanted.map((name) => isThere(name, rest.folders)));
        return { ...rest, libraries: wanted.filter((_, index) => there[index] === false) };
      }),
    );
    return left.filter(({ interpreter, libraries }) => interpreter !== undefined || libraries.length > 0);
  };
}

/** Packages of other systems have their libraries for all processors, and for musl, beside each other. */
function isForHere({ machine, libraries }: Pick<ForeignProgram, "machine" | "libraries">, platform: TargetPlatform) {
  const own = MACHINES[platform.architecture] ?? machine;
  return machine === own && !libraries.some((name) => name.startsWith("libc.musl-"));
}

function foldersOf({ platform, config }: FinishedPlan): string[] {
  const variable = "LD_LIBRARY_PATH=";
  const libraryPath = config.config.Env?.find((entry) => entry.startsWith(variable))?.slice(variable.length) ?? "";
  const debian = ["/lib", "/usr/lib"].map((folder) => `${folder}/${platform.system}-gnu`);
  return [...libraryPath.split(":").filter((folder) => folder.startsWith("/")), ...FOLDERS, ...debian];
}

/** What is in the folders `lib` of the image's store paths. */
async function librariesOf({ tree, closure, plan }: FinishedImage): Promise<ReadonlySet<string>> {
  const paths = new Set([
    ...closure.entries.map(({ path }) => path.path),
    ...plan.added.flatMap((layer) => layer.paths.map(({ path }) => path.path)),
  ]);
  const names = await Promise.all(Array.from(paths, (path) => namesIn(tree, `${path}/lib`)));
  return new Set(names.flat());
}

async function namesIn(tree: ImageTree, folder: string): Promise<string[]> {
  if ((await tree.stat(folder))?.type !== "directory") return [];
  return (await tree.list(folder)).map(({ path }) => path);
}
