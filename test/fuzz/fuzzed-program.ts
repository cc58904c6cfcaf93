import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** What unpack/src/fuzz.rs answers. */
export interface Answer {
  readonly accepted: boolean;
  readonly text: string;
  /** Of processor time. */
  readonly microseconds: number;
  /** The most memory that it ever had, in KiB, where this input has raised it, or 0. */
  readonly memory: number;
  readonly counters: Uint8Array;
}

export interface FuzzedProgram {
  /** Gives it an input; it answers in the same order. */
  send(input: Uint8Array): void;
  /** The next one. Throws where it has ended, or does not answer. */
  answer(): Promise<Answer>;
  end(): void;
}

/** Of the clock: something waits that takes no processor time. */
const LONGEST = 60_000;

/** Starts it; it reads one input after another. */
export function startProgram(path: string): FuzzedProgram {
  const child = spawn(path, { stdio: "pipe" });
  const answers = readerOf(child);
  const counters = answers.next(4).then((bytes) => bytes.readUInt32LE());
  // Whoever reads is told.
  counters.catch(() => {});
  return {
    send: (input) => void child.stdin.write(Buffer.concat([number(input.length), input])),
    answer: async () => {
      const size = await counters;
      const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST);
      try {
        const head = await answers.next(16);
        const text = (await answers.next(head.readUInt32LE(0))).toString();
        return {
          accepted: head.readUInt32LE(12) === 1,
          text,
          microseconds: head.readUInt32LE(4),
          memory: head.readUInt32LE(8),
          counters: await answers.next(size),
        };
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => child.stdin.end(),
  };
}

/** Its output by so many bytes. */
function readerOf(child: ChildProcessWithoutNullStreams): { readonly next: (size: number) => Promise<Buffer> } {
  let bytes: Buffer = Buffer.alloc(0);
  let complaint = "";
  let ended: Error | undefined;
  let wake = () => {};
  const end = (error: Error) => {
    ended ??= error;
    wake();
  };
  child.stdout.on("data", (more: Buffer) => {
    bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more]);
    wake();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(0, 10_000);
  });
  // That it has ended says why.
  child.stdin.on("error", () => {});
  child.on("error", end);
  child.on("close", (code, signal) => end(new Error(whyEnded(code, signal, complaint))));
  return {
    next: async (size) => {
      while (bytes.length < size) {
        if (ended !== undefined) throw ended;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = bytes.subarray(0, size);
      bytes = bytes.subarray(size);
      return taken;
    },
  };
}

function whyEnded(code: number | null, signal: string | null, complaint: string): string {
  if (signal === "SIGPROF") return "the input takes more than 5 s of processor time";
  if (signal === "SIGKILL") return `no answer for ${LONGEST / 1000} s, or no memory`;
  return `the program ended by ${signal ?? code}: ${complaint.trim()}`;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
