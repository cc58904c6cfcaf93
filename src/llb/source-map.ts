import type { pb } from "@moby/buildkit-proto";
import type { Place } from "../text/diagnostic.ts";

/** A text that places refer to by its name. */
export interface SourceFile {
  readonly name: string;
  readonly data: string | Uint8Array;
  /** For highlighting: "TypeScript", "JSON". */
  readonly language?: string;
}

/** BuildKit's range of a place. Both ends are always there: its readers rely on that. */
export function rangeOf(place: Place): { start: pb.Position.$Properties; end: pb.Position.$Properties } {
  const { start, end } = place;
  const stopsBeforeLine = end.column === 1 && end.line > start.line;
  return {
    start: { line: start.line, character: start.column - 1 },
    end: stopsBeforeLine
      ? { line: end.line - 1, character: end.line - 1 === start.line ? start.column - 1 : 0 }
      : { line: end.line, character: end.column - 1 },
  };
}

export function sourceInfo(file: SourceFile): pb.SourceInfo.$Properties & { filename: string; data: Uint8Array } {
  const data = typeof file.data === "string" ? Buffer.from(file.data) : file.data;
  return { filename: file.name, data, language: file.language ?? languageOf(file.name) };
}

function languageOf(name: string): string {
  if (/\.[cm]?tsx?$/.test(name)) return "TypeScript";
  if (/\.[cm]?jsx?$/.test(name)) return "JavaScript";
  return name.endsWith(".json") ? "JSON" : "";
}

/** `Definition.Source` under construction: which places of which files asked for an op. */
export class SourceMap {
  readonly #infos: pb.SourceInfo.$Properties[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #locations = new Map<string, Map<string, pb.Location.$Properties>>();
  readonly #files: ReadonlyMap<string, SourceFile>;

  constructor(files: readonly SourceFile[]) {
    this.#files = new Map(files.map((file) => [file.name, file]));
  }

  /** A place in a file that was not given is left out. */
  addPlace(digest: string, place: Place): void {
    const file = this.#files.get(place.file);
    if (file !== undefined) this.addRanges(digest, sourceInfo(file), [rangeOf(place)]);
  }

  addRanges(digest: string, info: pb.SourceInfo.$Properties, ranges: readonly pb.Range.$Properties[]): void {
    const location = { sourceIndex: this.#indexOf(info), ranges: [...ranges] };
    const known = this.#locations.get(digest) ?? new Map<string, pb.Location.$Properties>();
    this.#locations.set(digest, known.set(JSON.stringify(location), location));
  }

  /** Undefined when no op has a place. */
  finish(): pb.Source.$Properties | undefined {
    if (this.#locations.size === 0) return undefined;
    const entries = Array.from(this.#locations, ([digest, known]) => [digest, { locations: [...known.values()] }]);
    return { locations: Object.fromEntries(entries), infos: this.#infos };
  }

  #indexOf(info: pb.SourceInfo.$Properties): number {
    const key = JSON.stringify([info.filename, info.language, Buffer.from(info.data ?? []).toString("base64")]);
    const index = this.#indexes.get(key) ?? this.#infos.push(info) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}
