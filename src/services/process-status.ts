import { UnitSyntaxError } from "./word-syntax.ts";

/** Signal numbers of Linux, for all platforms there are images for. */
const SIGNALS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU " +
    "XFSZ VTALRM PROF WINCH IO PWR SYS"
  )
    .split(" ")
    .map((name, index) => [name, index + 1]),
);

/** Exit codes by systemd's names (man systemd.exec, "Process Exit Codes"). */
const EXIT_CODES: Readonly<Record<string, number>> = {
  SUCCESS: 0,
  FAILURE: 1,
  INVALIDARGUMENT: 2,
  NOTIMPLEMENTED: 3,
  NOPERMISSION: 4,
  NOTINSTALLED: 5,
  NOTCONFIGURED: 6,
  NOTRUNNING: 7,
  USAGE: 64,
  DATAERR: 65,
  NOINPUT: 66,
  NOUSER: 67,
  NOHOST: 68,
  UNAVAILABLE: 69,
  SOFTWARE: 70,
  OSERR: 71,
  OSFILE: 72,
  CANTCREAT: 73,
  IOERR: 74,
  TEMPFAIL: 75,
  PROTOCOL: 76,
  NOPERM: 77,
  CONFIG: 78,
  CHDIR: 200,
  EXEC: 203,
  USER: 217,
};

/** `SIGTERM`, `TERM` or 15 ▶ "TERM". @throws UnitSyntaxError */
export function signalName(text: string): string {
  const name = text.replace(/^SIG/, "");
  if (Object.hasOwn(SIGNALS, name)) return name;
  const byNumber = Object.entries(SIGNALS).find(([, number]) => String(number) === text)?.[0];
  if (byNumber === undefined) throw new UnitSyntaxError(`"${text}" is not a signal`);
  return byNumber;
}

/** 15 ▶ "TERM" */
export function signalOf(number: number): string | undefined {
  return Object.keys(SIGNALS)[number - 1];
}

/** Exit codes, names of them and signals, as the exit codes a shell would show: a signal is 128 + its number. @throws UnitSyntaxError */
export function exitStatuses(words: readonly string[]): number[] {
  return words.map((word) => {
    const signal = SIGNALS[word.replace(/^SIG/, "")];
    if (signal !== undefined) return 128 + signal;
    const code = /^\d{1,3}$/.test(word) ? Number(word) : EXIT_CODES[word];
    if (code === undefined || code > 255) throw new UnitSyntaxError(`"${word}" is neither an exit code nor a signal`);
    return code;
  });
}
