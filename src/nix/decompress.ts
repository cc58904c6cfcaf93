import { closeSync, createReadStream, openSync, readFileSync, statSync } from "node:fs";
import { pipeline, type Transform } from "node:stream";
import { createGunzip, zstdDecompressSync } from "node:zlib";
import { complaintOf } from "../reasons/decompressors.ts";
import { FormatError } from "./format-error.ts";
import type { SniffedCompression } from "./sniff-compression.ts";
import { refuseManyStreams } from "./stream-count.ts";

const PIECE = 1 << 20;

/**
 * Up to here decoding in this process takes less processor time: another one, with its pipe and what Node loads to start it,
 * takes 20 ms, in which 8 MB are decoded and written.
 */
const SMALL_FILE = 4 << 20;
const SMALL_OUTPUT = 16 << 20;

/** A compressed file that is damaged, or that this machine has no decoder for. */
class DecompressError extends FormatError {
  override name = "DecompressError";
}

/**
 * The bytes that `file` holds in this compression; streams, frames or members in a row are all decoded, input that is
 * cut short or goes on after the end is an error, and so are more of them than the file's size lets expect. xz, zstd and bzip2 are decoded by the programs of these names in PATH, which
 * are killed when the reader stops early.
 *
 * @param size how many bytes are expected; a guide to the choice of decoder, and no more than it is decoded at once
 * @throws FormatError while it is read
 */
export async function* decompress(
  compression: SniffedCompression,
  file: string,
  size: number,
): AsyncGenerator<Uint8Array> {
  try {
    refuseManyStreams(compression, file);
    yield* decoders[compression](file, size);
  } catch (error) {
    if (!isDecodeError(error)) throw error;
    const tooLarge = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    const reason = tooLarge ? `it holds more than ${size} bytes` : error.message;
    throw new DecompressError(`damaged ${compression} file: ${reason}`);
  }
}

const decoders: Record<
  SniffedCompression,
  (file: string, size: number) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
> = {
  none: readPieces,
  xz: (file) => decodeByProgram("xz", ["--decompress", "--stdout", "--quiet", "--format=xz"], file),
  zstd: decodeZstd,
  // Not --quiet: with that, bytes after the end are ignored without a word.
  bzip2: (file) => decodeByProgram("bzip2", ["--decompress", "--stdout"], file),
  gzip: (file) => through(file, createGunzip({ chunkSize: PIECE })),
};

function readPieces(file: string) {
  return createReadStream(file, { highWaterMark: PIECE });
}

/** Unlike `pipe`, passes on an error of the file, and closes it when the reader stops. */
function through(file: string, decoder: Transform): Transform {
  pipeline(readPieces(file), decoder, () => {});
  return decoder;
}

async function* decodeZstd(file: string, size: number): AsyncGenerator<Uint8Array> {
  if (size <= SMALL_OUTPUT && statSync(file).size <= SMALL_FILE) return yield* decodeZstdFrames(file, size);
  try {
    yield* decodeByProgram("zstd", ["--decompress", "--stdout", "--quiet"], file);
  } catch (error) {
    if (!(error instanceof NoProgramError)) throw error;
    yield* decodeZstdFrames(file, size);
  }
}

/**
 * Frame by frame, in memory. Nix writes frames of 16 MiB in a row, and node:zlib ends after the first without an error
 * (nodejs/node issue 64741).
 */
function* decodeZstdFrames(file: string, size: number): Generator<Uint8Array> {
  let input: Uint8Array = readFileSync(file);
  // One output buffer for all: pieces of the default 16 kB cost a third of the speed.
  const chunkSize = Math.min(Math.max(size + 1, 1024), SMALL_OUTPUT);
  do {
    const options = { info: true, maxOutputLength: size + 1, chunkSize };
    // With `info`, the result is not a buffer but this; @types/node does not know of it.
    const { buffer, engine } = zstdDecompressSync(input, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    if (buffer.length > 0) yield buffer;
    input = input.subarray(engine.bytesWritten);
  } while (input.length > 0);
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: NodeJS.ErrnoException;
}

class NoProgramError extends DecompressError {}

async function* decodeByProgram(program: string, args: string[], file: string): AsyncGenerator<Uint8Array> {
  // Loaded here, as few archives want it and every build step would wait for it.
  const { spawn } = await import("node:child_process");
  const input = openSync(file, "r");
  const child = spawn(program, args, { stdio: [input, "pipe", "pipe"] });
  closeSync(input);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("a child process without its pipes");
  let complaint = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(0, 1000);
  });
  // Resolves, never rejects: nobody may be waiting for it when the reader has stopped.
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (error) => resolve({ code: null, signal: null, error }));
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  try {
    yield* stdout;
    const { code, signal, error } = await ended;
    if (error?.code === "ENOENT") throw new NoProgramError(`no program "${program}" in PATH to decode it`);
    if (error !== undefined) throw error;
    // As an error of the system: nothing is known of the file then.
    if (signal !== null) throw Object.assign(new Error(`${program} was ended by ${signal}`), { syscall: "wait" });
    // bzip2 ends with 0 when it has complained of bytes after the end.
    if (code !== 0 || complaint !== "") {
      throw new DecompressError(`damaged ${program} file: ${complaintOf(complaint) || `exit code ${code}`}`);
    }
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

function isDecodeError(error: unknown): error is Error {
  if (error instanceof DecompressError) return false;
  if (error instanceof FormatError) return true;
  // zlib's errors are Z_DATA_ERROR, ZSTD_error_…, ERR_BUFFER_TOO_LARGE and the like.
  return error instanceof Error && "code" in error && /^(?:Z_|ZSTD_|ERR_)/i.test(String(error.code));
}
