/** Removes the clock, randomness and whatever else would make two runs differ. */

const nothingLikeIt = (what: string, instead: string) => (): never => {
  throw new Error(`a declaration has no ${what}, so that it means the same every time: ${instead}`);
};
const noClock = nothingLikeIt("clock", "pass the time with --build-arg");

const SandboxDate = Date;
function TimelessDate(...parts: readonly unknown[]): Date {
  return new.target === undefined || parts.length === 0 ? noClock() : Reflect.construct(SandboxDate, parts);
}
Object.assign(TimelessDate, { parse: SandboxDate.parse, UTC: SandboxDate.UTC, now: noClock });
TimelessDate.prototype = SandboxDate.prototype;
Object.defineProperty(TimelessDate, "name", { value: "Date" });
SandboxDate.prototype.constructor = TimelessDate;

Object.defineProperty(globalThis, "Date", { value: TimelessDate });
Object.defineProperty(Math, "random", { value: nothingLikeIt("randomness", "pass a seed with --build-arg") });
for (const name of ["performance", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"]) {
  delete (globalThis as Record<string, unknown>)[name];
}
