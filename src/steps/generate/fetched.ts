import { readdirSync, statSync } from "node:fs";
import { sizeText } from "../../text/size-text.ts";
import type { Report } from "../helper/program.ts";

/** What the step needs to say which trees are of this build. It is new each time, so it is no part of the cache key. */
interface Fetched {
  /** When the build began, in milliseconds since 1970. */
  readonly started: number;
  /** What the first folders of `stores` were made of, in bytes. */
  readonly sizes: readonly number[];
}

/** "decl:1764528000000,52000,1200": the time, then the sizes. */
export const writeFetched = ({ started, sizes }: Fetched): string => `decl:${[started, ...sizes].join(",")}`;

/** Undefined for what an engine or somebody else has put there. */
export function readFetched(text: string | undefined): Fetched | undefined {
  const [, numbers] = /^decl:(\d+(?:,\d+)*)$/.exec(text ?? "") ?? [];
  if (numbers === undefined) return undefined;
  const [started = 0, ...sizes] = numbers.split(",").map(Number);
  return { started, sizes };
}

/**
 * Says how much of the store was unpacked since the build began, and how much was there before. A folder of `stores` is that of a
 * layer's own file system; the time that the kernel itself notes (ctime) is the one that nobody sets.
 */
export function sayFetched({ started, sizes }: Fetched, stores: string, report: Report): void {
  const layers = sizes.map((bytes, index) => {
    const folder = `${stores}/${index}`;
    return { bytes, paths: readdirSync(folder).length, isNew: statSync(folder).ctimeMs >= started };
  });
  const all = sum(layers);
  if (all.paths < 2) return; // the line of the one says it
  const made = sum(layers.filter(({ isNew }) => isNew));
  const parts = [
    ...(made.paths > 0 ? [`${made.paths} unpacked in this build (${sizeText(made.bytes)})`] : []),
    ...(made.paths < all.paths ? [`${all.paths - made.paths} from the cache`] : []),
  ];
  report(`${all.paths} store paths, ${sizeText(all.bytes)}: ${parts.join(", ")}`);
}

const sum = (layers: readonly { readonly paths: number; readonly bytes: number }[]) => ({
  paths: layers.reduce((total, { paths }) => total + paths, 0),
  bytes: layers.reduce((total, { bytes }) => total + bytes, 0),
});
