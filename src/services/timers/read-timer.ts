import { at, DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import type { Calendar } from "../calendar/calendar.ts";
import { ExpressionError, expressionDiagnostic } from "../calendar/expression-error.ts";
import { parseCalendar } from "../calendar/parse-calendar.ts";
import { parseTimeSpan, timeSpanText } from "../calendar/time-span.ts";
import { TIMER_OPTIONS } from "../option-table.ts";
import { linesOf } from "../section.ts";
import type { TimerOptions, UnitSection } from "../unit.ts";
import { UNIT_NAME, wrongUnitName } from "../unit-name.ts";
import type { Monotonic, MonotonicBase, Timer } from "./timer.ts";

/** Where the options of a timer stand. */
export interface TimerPlaces {
  /** The timer's configuration path, e.g. ["systemd", "timers", "backup"], or that of a service's `startAt`. */
  readonly path: readonly string[];
  /** The place in the declaration of a configuration path. */
  readonly placeOf?: (path: readonly string[]) => Place | undefined;
}

const MONOTONIC: readonly MonotonicBase[] = [
  "OnActiveSec",
  "OnBootSec",
  "OnStartupSec",
  "OnUnitActiveSec",
  "OnUnitInactiveSec",
];

const KNOWN = Object.keys(TIMER_OPTIONS);

/** The setting that says when, and is probably meant. */
const nearestTime = (option: string) => didYouMean(option, [...MONOTONIC, "OnCalendar"]);

/** What has no meaning here, and what happens instead. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  OnClockChange: "the timer does not elapse when the clock is set",
  OnTimezoneChange: "the timer does not elapse when the time zone is changed",
  WakeSystem: "a container cannot wake a machine",
};

/** The timer that a service's `startAt` makes, as in NixOS; its name is the service's. */
export function startAtTimer(startAt: string | readonly string[]): TimerOptions {
  return { wantedBy: ["timers.target"], timerConfig: { OnCalendar: startAt } };
}

/**
 * Reads `systemd.timers.<name>`; `name` has no suffix. RemainAfterElapse does nothing: it matters only to a timer that is
 * started by hand again.
 *
 * @throws DeclError with every mistake in it
 */
export function readTimer(
  name: string,
  options: TimerOptions,
  places: TimerPlaces,
): { timer: Timer; warnings: Diagnostic[] } {
  if (!UNIT_NAME.test(`${name}.timer`))
    throw new DeclError({ ...wrongUnitName(name), path: places.path, ...at(places.placeOf?.(places.path)) });
  const reader = new Reader(options.timerConfig ?? {}, places);
  const { calendars, monotonic } = reader.elapses();
  const timer: Timer = {
    name: `${name}.timer`,
    unit: reader.unit() ?? `${name}.service`,
    calendars,
    monotonic,
    randomizedDelay: reader.span("RandomizedDelaySec"),
    fixedRandomDelay: reader.flag("FixedRandomDelay"),
    persistent: reader.flag("Persistent"),
    deferReactivation: reader.flag("DeferReactivation"),
  };
  // How late it may be: it is not.
  reader.span("AccuracySec");
  reader.flag("RemainAfterElapse");
  reader.checkNames();
  reader.checkSense(timer);
  const [first, ...others] = reader.errors;
  if (first !== undefined) throw new DeclError(first, others);
  return { timer, warnings: reader.warnings };
}

class Reader {
  readonly errors: Omit<Diagnostic, "severity">[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly #config: UnitSection;
  readonly #places: TimerPlaces;

  constructor(config: UnitSection, places: TimerPlaces) {
    this.#config = config;
    this.#places = places;
  }

  /** The settings that say when. As in a unit file, an empty one takes back all before it; NixOS sorts them by name. */
  elapses(): { calendars: Calendar[]; monotonic: Monotonic[] } {
    let calendars: Calendar[] = [];
    let monotonic: Monotonic[] = [];
    for (const base of [...MONOTONIC, "OnCalendar" as const].sort()) {
      for (const text of this.#texts(base)) {
        if (text === "") {
          calendars = [];
          monotonic = [];
        } else if (base === "OnCalendar") {
          const calendar = this.#expression(base, () => parseCalendar(text));
          if (calendar !== undefined) calendars.push(calendar);
        } else {
          const span = this.#expression(base, () => parseTimeSpan(text));
          if (span === Number.POSITIVE_INFINITY) this.#warn(base, "never elapses: the time span is infinite");
          else if (span !== undefined) monotonic.push({ base, span });
        }
      }
    }
    return { calendars, monotonic };
  }

  unit(): string | undefined {
    const unit = this.#texts("Unit").at(-1);
    if (unit === undefined || unit === "") return undefined;
    if (unit.endsWith(".timer"))
      this.#error("Unit", `"${unit}" is a timer itself`, "a timer starts another kind of unit");
    else if (!/^[a-zA-Z0-9@:_.\\-]+\.(?:service|target)$/.test(unit)) {
      this.#error(
        "Unit",
        `"${unit}" is not the name of a service or target`,
        'with its suffix, for example "web.service"',
      );
    }
    return unit;
  }

  /** Milliseconds; 0 where the option is not there. */
  span(option: string): number {
    const text = this.#texts(option).at(-1);
    if (text === undefined || text === "") return 0;
    const span = this.#expression(option, () => parseTimeSpan(text)) ?? 0;
    if (span !== Number.POSITIVE_INFINITY) return span;
    if (option === "AccuracySec") return span;
    this.#error(option, "a delay cannot be infinite");
    return 0;
  }

  flag(option: string): boolean {
    const text = this.#texts(option).at(-1)?.toLowerCase();
    if (text === undefined || ["false", "no", "n", "f", "off", "0", ""].includes(text)) return false;
    if (["true", "yes", "y", "t", "on", "1"].includes(text)) return true;
    this.#error(option, `"${text}" is neither true nor false`);
    return false;
  }

  checkNames(): void {
    for (const option of Object.keys(this.#config)) {
      const reason = WITHOUT_EFFECT[option];
      if (reason !== undefined && this.flag(option)) this.#warn(option, `${option} has no effect: ${reason}`);
      if (KNOWN.includes(option)) continue;
      this.#warn(
        option,
        `${option} is no setting of timers that is known here; it has no effect`,
        didYouMean(option, KNOWN),
      );
    }
  }

  /** What systemd accepts too, but what cannot be meant. */
  checkSense(timer: Timer): void {
    if (this.errors.length > 0) return;
    const when = [...timer.calendars, ...timer.monotonic];
    if (when.length === 0) {
      const misspelt = Object.keys(this.#config).find((option) => !KNOWN.includes(option) && nearestTime(option));
      const hint =
        misspelt === undefined
          ? 'say when, for example OnCalendar: "daily" or OnBootSec: "5min"'
          : nearestTime(misspelt);
      const message = `the timer never elapses${misspelt === undefined ? "" : `, for ${misspelt} is not known`}`;
      this.errors.push({ code: "timer-without-time", message, ...optionPlace(this.#places, misspelt), hint });
    }
    if (timer.persistent && timer.calendars.length === 0) {
      this.#warn("Persistent", "Persistent has no effect: it is about OnCalendar, and there is none");
    }
    if (timer.fixedRandomDelay && timer.randomizedDelay === 0) {
      this.#warn("FixedRandomDelay", "FixedRandomDelay has no effect without RandomizedDelaySec");
    }
    const [alone] = timer.monotonic;
    if (alone !== undefined && when.length === timer.monotonic.length && onlyRepeats(timer.monotonic)) {
      const message = `${alone.base}=${timeSpanText(alone.span)} counts from runs of ${timer.unit}, which this timer never begins`;
      this.#warn(alone.base, message, `add OnBootSec, or see to it that something else starts ${timer.unit}`);
    }
  }

  #texts(option: string): readonly string[] {
    const value = Object.hasOwn(this.#config, option) ? this.#config[option] : undefined;
    return value === undefined ? [] : linesOf(value);
  }

  #expression<T>(option: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const { path = [], place } = optionPlace(this.#places, option);
      this.errors.push(expressionDiagnostic(error, path, place));
      return undefined;
    }
  }

  #error(option: string, message: string, hint?: string): void {
    this.errors.push(this.#about("wrong-timer", option, message, hint));
  }

  #warn(option: string, message: string, hint?: string): void {
    this.warnings.push({ ...this.#about("timer-setting", option, message, hint), severity: "warning" });
  }

  #about(code: string, option: string, message: string, hint: string | undefined): Omit<Diagnostic, "severity"> {
    return { code, message, ...optionPlace(this.#places, option), hint };
  }
}

/** What a diagnostic about an option of the timer points at; without `option` at the timer's settings as a whole. */
export function optionPlace(places: TimerPlaces, option?: string): Pick<Diagnostic, "path" | "place"> {
  const below = option === undefined ? ["timerConfig"] : ["timerConfig", option];
  const path = places.path.at(-1) === "startAt" ? places.path : [...places.path, ...below];
  return { path, ...at(places.placeOf?.(path)) };
}

function onlyRepeats(monotonic: readonly Monotonic[]): boolean {
  return monotonic.every(({ base }) => base === "OnUnitActiveSec" || base === "OnUnitInactiveSec");
}
