import { type MachinePlan, type MachineSettings, machinePlan } from "../../../src/services/machine/machine-plan.ts";
import { initialState, step } from "../../../src/services/machine/step.ts";
import { nextDeadline } from "../../../src/services/machine/time.ts";
import type {
  ActiveState,
  Ask,
  Command,
  Event,
  Job,
  MachineState,
  RecoveredUnit,
} from "../../../src/services/machine/types.ts";
import type { PlanUnit } from "../../../src/services/plan-file.ts";

/**
 * Services and their supervisors, as they may behave around the machine: what may happen next is a list of choices, and a test
 * chooses. What is promised at any time is looked at here: who is started and stopped when, and that nobody is answered twice.
 */
export class World {
  readonly plan: MachinePlan;
  state: MachineState;
  now = 1_000_000;
  /** What has been said and not been read. */
  queue: Event[] = [];
  processes: Process[] = [];
  /** Units whose supervisor is to start them. */
  requested: string[] = [];
  checks: string[] = [];
  besides: { unit: string; what: "stop" | "reload"; number: number; was: "active" | "exited" }[] = [];
  /** What is in files. */
  records: Record<string, { state: ActiveState; job: Job | null; number: number | null }> = {};
  ended: Record<string, { number: number; result: string; code: number }> = {};
  stopping: Record<string, true> = {};
  results: Record<string, string> = {};
  exitCode = 0;
  isReady = false;
  isEnding = false;
  command: "none" | "waits" | "go" | "runs" | "signalled" | "over";
  /** Whether the command has said that it runs. */
  commandPid: number | null = null;
  finished = false;
  asked = 0;
  open: { id: number; what: Ask["what"]; unit: string }[] = [];
  answers: Record<number, { code: number; error: string | null }> = {};
  messages: string[] = [];
  log: string[] = [];
  /** With which code the container should end. */
  expected: number | null = null;
  killed = false;
  recovered = false;
  private recovering = false;
  startedAt: Record<string, number[]> = {};
  /** A unit is started again and again, as it says. */
  loops = false;
  /** Problems found on the way. */
  broken: string[] = [];

  constructor(units: Readonly<Record<string, PlanUnit>>, settings: Partial<MachineSettings> = {}, plan?: MachinePlan) {
    this.plan =
      plan ?? machinePlan({ units }, { graceMicros: 9_000_000, keepUp: false, hasCommand: false, ...settings });
    this.state = initialState(this.plan);
    this.command = this.plan.settings.hasCommand ? "waits" : "none";
  }

  clone(): World {
    const copy = new World({}, {}, this.plan);
    Object.assign(copy, this, {
      queue: [...this.queue],
      processes: this.processes.map((process) => ({ ...process })),
      requested: [...this.requested],
      checks: [...this.checks],
      besides: [...this.besides],
      records: { ...this.records },
      ended: { ...this.ended },
      stopping: { ...this.stopping },
      results: { ...this.results },
      open: [...this.open],
      answers: { ...this.answers },
      messages: [...this.messages],
      log: [...this.log],
      startedAt: Object.fromEntries(Object.entries(this.startedAt).map(([name, times]) => [name, [...times]])),
      broken: [...this.broken],
    });
    return copy;
  }

  /** What is the same for two worlds that have the same future. */
  key(): string {
    const {
      plan: _plan,
      log: _log,
      messages: _messages,
      answers: _answers,
      asked: _asked,
      now,
      startedAt: _at,
      ...rest
    } = this;
    const late = (at: number | null): number | null => (at === null ? null : at - now);
    const units = Array.from(this.state.units.values(), (unit) => ({
      ...unit,
      starts: unit.starts.length,
      deadline: unit.deadline === null ? null : [late(unit.deadline.at), unit.deadline.what],
      reloadDeadline: late(unit.reloadDeadline),
    }));
    const { killAt, hardEnd, ...state } = this.state;
    return JSON.stringify({ ...rest, state: { ...state, units, killAt: late(killAt), hardEnd: late(hardEnd) } });
  }

  // --- the manager's side ---

  /** Told of each event that the machine gets. */
  hear: (event: Event, now: number) => void = () => {};

  send(event: Event): void {
    this.log.push(`> ${JSON.stringify(event)}`);
    if (event.kind === "ask") this.open.push({ id: event.id, what: event.what, unit: event.unit });
    this.expect(event);
    this.perform(this.step(event));
  }

  /** The manager is killed when it has done so many of the commands for this event; the next one is told the event again. */
  sendAndKill(event: Event, done: number): void {
    this.log.push(`> ${JSON.stringify(event)} and killed after ${done} commands`);
    if (event.kind === "ask") return;
    this.expect(event);
    this.perform(this.step(event).slice(0, done));
    if (this.finished) return;
    this.recover(false);
    if (event.kind !== "boot" && event.kind !== "time") this.send(event);
  }

  private step(event: Event): readonly Command[] {
    this.hear(event, this.now);
    const { state, commands } = step(this.plan, this.state, event, this.now);
    this.state = state;
    return commands;
  }

  ask(what: Ask["what"], unit: string): number {
    const id = this.asked++;
    this.send({ kind: "ask", id, what, unit });
    return id;
  }

  recover(keepsRequests: boolean): void {
    this.recovered = true;
    for (const { id } of this.open) this.answers[id] = { code: 1, error: "the manager was started again" };
    this.open = [];
    this.checks = [];
    if (!keepsRequests) this.requested = [];
    this.state = initialState(this.plan);
    const units: Record<string, RecoveredUnit> = {};
    for (const [name, record] of Object.entries(this.records)) {
      const process = this.processes.find(({ number }) => number === record.number);
      const ended = this.ended[name];
      units[name] = {
        ...record,
        alive: process !== undefined && (process.phase === "begun" || process.phase === "up"),
        ended: ended?.number === record.number ? { result: ended.result, code: ended.code } : null,
        environment: {},
      };
    }
    const command = this.commandPid === null ? null : { pid: this.commandPid, alive: this.command !== "over" };
    this.recovering = true;
    this.send({
      kind: "recover",
      units,
      ready: this.isReady,
      ending: this.isEnding ? this.exitCode : null,
      exitCode: this.exitCode,
      command,
    });
    this.recovering = false;
  }

  private expect(event: Event): void {
    if (event.kind === "shutdown" && this.state.ending === null) this.expected ??= event.code;
    const { command, ending } = this.state;
    if (event.kind === "commandEnded" && command !== "none" && (ending === null || command === "told"))
      this.expected = event.code;
  }

  private perform(commands: readonly Command[]): void {
    for (const command of commands) {
      this.log.push(`  ${JSON.stringify(command)}`);
      this.performOne(command);
    }
  }

  private performOne(command: Command): void {
    switch (command.kind) {
      case "bringUp":
        this.lookAtStart(command.unit);
        // One that has begun without being heard yet is not told again.
        if (!this.requested.includes(command.unit) && !this.isAlive(command.unit) && !this.hasBegun(command.unit))
          this.requested.push(command.unit);
        break;
      case "check":
        // Units that conflict and uphold each other go on for ever, as services do.
        this.startedAt[command.unit] = [...(this.startedAt[command.unit] ?? []), this.now];
        if (!this.checks.includes(command.unit)) this.checks.push(command.unit);
        break;
      case "signal":
        for (const process of this.processes)
          if (process.number === command.pid || process.finishPid === command.pid) {
            if (command.signal === "KILL") process.dying = "killed";
            else if (!process.stubborn) process.dying ??= "obeys";
          }
        break;
      case "killUnasked":
        this.processes = this.processes.filter(({ number }) => number !== command.pid);
        break;
      case "runBeside":
        this.besides.push({ ...command, number: command.number ?? 0 });
        break;
      case "markStopping":
        this.stopping[command.unit] = true;
        break;
      case "writeResult":
        this.results[command.unit] = command.result;
        break;
      case "record":
        if (command.entered && command.state === "stopping") this.lookAtStop(command.unit);
        this.records[command.unit] = { state: command.state, job: command.job, number: command.number };
        break;
      case "answer": {
        const at = this.open.findIndex(({ id }) => id === command.id);
        if (at < 0) this.broken.push(`ask ${command.id} is answered though nobody waits`);
        this.open.splice(at, 1);
        this.answers[command.id] = { code: command.code, error: command.error };
        if ((command.code === 0) !== (command.error === null)) this.broken.push(`answer ${JSON.stringify(command)}`);
        break;
      }
      case "commandGo":
        if (this.command === "waits") this.command = "go";
        break;
      case "commandNo":
        if (this.command !== "waits" && this.command !== "over") this.broken.push("the command is told no after go");
        this.command = "over";
        break;
      case "signalCommand":
        if (this.command === "runs") this.command = "signalled";
        break;
      case "ready":
        this.isReady = true;
        break;
      case "ending":
        this.isEnding = true;
        this.exitCode = command.code;
        break;
      case "exitCode":
        this.exitCode = command.code;
        break;
      case "killEverything":
        this.killed = true;
        for (const process of this.processes) process.dying = "killed";
        break;
      case "finish":
        this.finished = true;
        if (!this.killed && this.processes.length > 0) this.broken.push("the container ends before its services");
        if (this.open.length > 0) this.broken.push("somebody still waits");
        break;
      case "say": {
        this.messages.push(command.text);
        const failed = /failed: [-a-z]+, exit code (\d+)$/.exec(command.text);
        if (failed !== null && !this.isEnding && !this.plan.settings.keepUp)
          this.expected ??= Math.max(1, Number(failed[1]));
        break;
      }
      case "markReady":
      case "removeDirectories":
      case "releaseIdle":
        break;
    }
  }

  // --- what is promised ---

  private planned(name: string) {
    const unit = this.plan.units.get(name);
    if (unit === undefined) throw new Error(name);
    return unit;
  }

  private isAlive(name: string): boolean {
    return this.processes.some(({ unit, phase }) => unit === name && phase !== "exited");
  }

  private hasBegun(name: string): boolean {
    return this.queue.some((event) => event.kind === "running" && event.unit === name);
  }

  private lookAtStart(name: string): void {
    // What a new manager brings up had been started before, perhaps only to be stopped now.
    if (this.records[name]?.state !== "starting" || this.recovering) return;
    const { after, conflicts, requires, service } = this.planned(name);
    for (const other of after)
      if ((this.records[other]?.job ?? null) !== null) this.broken.push(`${name} starts before ${other}`);
    for (const other of conflicts)
      if (this.isAlive(other)) this.broken.push(`${name} starts while ${other} runs, which conflicts`);
    const starts = [...(this.startedAt[name] ?? []), this.now];
    this.startedAt[name] = starts;
    const limit = service?.startLimit;
    if (limit && !this.recovered && starts.filter((at) => at + limit.micros > this.now).length > limit.burst)
      this.broken.push(`${name} is started more often than its limit says`);
    // Restart= starts it again whatever has become of what it requires.
    if (this.recovered || starts.length > 1) return;
    for (const other of requires)
      if (after.includes(other) && !["active", "exited", "inactive"].includes(this.records[other]?.state ?? "inactive"))
        this.broken.push(`${name} starts though ${other}, which it requires, is ${this.records[other]?.state}`);
  }

  /** Stop order is the reverse of start order. */
  private lookAtStop(name: string): void {
    if (this.state.hardEnd !== null || !this.isEnding || this.state.command === "told") return;
    for (const other of this.planned(name).successors)
      if (this.isAlive(other) && this.records[other]?.state !== "failed")
        this.broken.push(`${name} stops before ${other}, which comes after it`);
  }

  // --- what may happen ---

  /** What will happen if nothing else does; time passes only when there is nothing of this. */
  due(): Choice[] {
    const choices: Choice[] = [];
    const [next] = this.queue;
    if (next !== undefined) choices.push(["deliver", (w) => w.send(w.queue.shift() ?? { kind: "time" })]);
    for (const name of this.requested) {
      if (!this.isAlive(name)) choices.push([`begin ${name}`, (w) => w.begin(name)]);
    }
    for (const unit of this.checks) choices.push([`check ${unit}`, (w) => w.answerCheck(unit, "met")]);
    this.besides.forEach((beside, index) => {
      choices.push([`beside ${beside.unit}`, (w) => w.endBeside(index, 0)]);
    });
    for (const { unit, number, phase, dying, hangs } of this.processes) {
      const service = this.planned(unit).service;
      if (phase === "finishing") choices.push([`end ${unit}`, (w) => w.end(number)]);
      else if (phase === "exited") continue;
      else if (dying === "killed") choices.push([`killed ${unit}`, (w) => w.exit(number, 137)]);
      else if (dying === "obeys") choices.push([`obeys ${unit}`, (w) => w.exit(number, 143)]);
      else if (
        service?.killMode === "none" &&
        (this.records[unit]?.state === "stopping" || this.results[unit] !== undefined)
      )
        choices.push([`stops ${unit}`, (w) => w.exit(number, 0)]);
      else if (phase === "begun" && !hangs) {
        if (service?.type === "oneshot") choices.push([`done ${unit}`, (w) => w.exit(number, 0)]);
        else choices.push([`ready ${unit}`, (w) => w.becomeReady(number)]);
      }
    }
    if (this.command === "go") choices.push(["command", (w) => w.runCommand()]);
    if (this.command === "signalled") choices.push(["command ends", (w) => w.endCommand(15)]);
    return choices;
  }

  time(): Choice[] {
    const at = nextDeadline(this.state);
    if (at === null || this.finished) return [];
    // An end that takes longer than three times its time-out counts as lost by a new manager: none does here.
    for (const [name, { deadline }] of this.state.units)
      if (deadline?.what === "lost-end" && this.isAlive(name)) return [];
    return [
      [
        "time",
        (w) => {
          w.now = Math.max(w.now, at);
          w.send({ kind: "time" });
        },
      ],
    ];
  }

  /** What services do by themselves. */
  whims(): Choice[] {
    const choices: Choice[] = [];
    for (const { unit, number, phase, hangs, stubborn } of this.processes) {
      const service = this.planned(unit).service;
      const bounded = service?.stopMicros != null && service.finalSignal !== null;
      if (phase === "begun" && (this.startedAt[unit]?.length ?? 0) < 6) {
        choices.push([`fail ${unit}`, (w) => w.exit(number, 3)]);
        choices.push([`skip ${unit}`, (w) => w.skip(number)]);
        if (!hangs && service?.startMicros != null && (bounded || service.killMode !== "none"))
          choices.push([`hang ${unit}`, (w) => w.change(number, { hangs: true })]);
      }
      if (phase === "up" && (this.startedAt[unit]?.length ?? 0) < 6) {
        choices.push([`exit ${unit}`, (w) => w.exit(number, 0)]);
        choices.push([`crash ${unit}`, (w) => w.exit(number, 4)]);
        choices.push([`segfault ${unit}`, (w) => w.exit(number, 139)]);
        if (service?.watchdogMicros != null && (bounded || service.killMode !== "none")) {
          choices.push([`watchdog ${unit}`, (w) => w.send({ kind: "notified", unit, number, key: "WATCHDOG" })]);
          choices.push([`trigger ${unit}`, (w) => w.send({ kind: "notified", unit, number, key: "WATCHDOG_TRIGGER" })]);
        }
      }
      if (!stubborn && bounded && service?.killMode !== "none" && (phase === "begun" || phase === "up"))
        choices.push([`stubborn ${unit}`, (w) => w.change(number, { stubborn: true })]);
    }
    for (const unit of this.checks) {
      choices.push([`unmet ${unit}`, (w) => w.answerCheck(unit, "condition")]);
      choices.push([`assert ${unit}`, (w) => w.answerCheck(unit, "assert")]);
    }
    this.besides.forEach(({ unit, what }, index) => {
      if (what === "reload") choices.push([`reload of ${unit} fails`, (w) => w.endBeside(index, 5)]);
    });
    for (const unit of this.requested) {
      if (this.records[unit]?.state === "stopping" && this.records[unit]?.number === null && !this.isAlive(unit))
        choices.push([`cancel ${unit}`, (w) => w.cancel(unit, "cancelled")]);
      if (!this.isAlive(unit) && !this.hasBegun(unit))
        choices.push([`unsupervised ${unit}`, (w) => w.cancel(unit, "unsupervised")]);
    }
    if (this.command === "runs") choices.push(["command ends", (w) => w.endCommand(7)]);
    return choices;
  }

  /** What people and timers ask for. */
  requests(names: readonly string[] = [...this.plan.units.keys()]): Choice[] {
    const choices: Choice[] = [];
    for (const unit of names) {
      for (const what of ["start", "stop", "restart", "reload", "wait"] as const)
        choices.push([`ask ${what} ${unit}`, (w) => void w.ask(what, unit)]);
      if (this.planned(unit).kind === "timer")
        choices.push([`elapse ${unit}`, (w) => w.send({ kind: "timerElapsed", unit })]);
    }
    return choices;
  }

  private process(number: number): Process {
    const process = this.processes.find((each) => each.number === number);
    if (process === undefined) throw new Error(`no process ${number}`);
    return process;
  }

  private change(number: number, change: Partial<Process>): void {
    Object.assign(this.process(number), change);
  }

  /** The smallest number that nobody uses or has said. */
  private freeNumber(): number {
    const text = JSON.stringify([this.queue, this.records, this.processes, this.besides, [...this.state.units]]);
    let number = 100;
    while (text.includes(`:${number}`)) number++;
    return number;
  }

  private begin(unit: string): void {
    this.requested = this.requested.filter((name) => name !== unit);
    this.processes = this.processes.filter((process) => process.unit !== unit);
    const number = this.freeNumber();
    delete this.stopping[unit];
    delete this.results[unit];
    delete this.ended[unit];
    this.processes.push({
      unit,
      number,
      finishPid: null,
      phase: "begun",
      dying: null,
      hangs: false,
      stubborn: false,
      result: null,
      code: 0,
    });
    this.queue.push({ kind: "running", unit, number });
  }

  private becomeReady(number: number): void {
    const process = this.process(number);
    const { unit } = process;
    const service = this.planned(unit).service;
    process.phase = "up";
    if (service?.type.startsWith("notify")) {
      this.queue.push({ kind: "notified", unit, number, key: "READY" });
      if (service.hasPost) this.queue.push({ kind: "active", unit, number });
    } else {
      if (service?.type === "forking") this.queue.push({ kind: "main", unit, number, pid: number + 1000 });
      this.queue.push({ kind: "active", unit, number });
    }
  }

  private exit(number: number, code: number): void {
    const process = this.process(number);
    const { unit } = process;
    const clean = code === 0 || this.stopping[unit] === true;
    process.result = this.results[unit] ?? (clean ? "success" : code > 128 ? "signal" : "exit-code");
    process.code = code;
    process.dying = null;
    const service = this.planned(unit).service;
    if (service?.type === "oneshot" && unit.startsWith("r") && process.result === "success" && !this.stopping[unit]) {
      process.phase = "exited";
      this.queue.push({ kind: "exited", unit, number });
      return;
    }
    process.phase = "finishing";
    process.finishPid = number + 2000;
    this.queue.push({ kind: "finishing", unit, number, pid: process.finishPid });
  }

  private skip(number: number): void {
    this.change(number, { phase: "finishing", result: "condition", code: 0 });
  }

  private end(number: number): void {
    const { unit, result, code } = this.process(number);
    this.processes = this.processes.filter((process) => process.number !== number);
    this.ended[unit] = { number, result: result ?? "success", code };
    this.queue.push({ kind: "ended", unit, number, result: result ?? "success", code });
  }

  private endBeside(index: number, code: number): void {
    const [beside] = this.besides.splice(index, 1);
    if (beside === undefined) return;
    const { unit, what, number, was } = beside;
    if (what === "reload") {
      this.queue.push({ kind: "reloaded", unit, number, code });
      if (code === 0) this.queue.push({ kind: "notified", unit, number, key: "READY" });
    } else if (was === "active") {
      this.queue.push({ kind: "stopDone", unit, number });
    } else {
      this.processes = this.processes.filter((process) => process.number !== number);
      this.queue.push({ kind: "ended", unit, number, result: "success", code: 0 });
    }
  }

  private answerCheck(unit: string, result: "met" | "condition" | "assert"): void {
    this.checks = this.checks.filter((name) => name !== unit);
    this.queue.push({ kind: "checked", unit, result });
  }

  private cancel(unit: string, kind: "cancelled" | "unsupervised"): void {
    this.requested = this.requested.filter((name) => name !== unit);
    // The manager finds that out itself: nothing of it is in the pipe.
    this.send({ kind, unit });
  }

  private runCommand(): void {
    this.command = "runs";
    this.commandPid = 99;
    this.queue.push({ kind: "commandRunning", pid: 99 });
  }

  private endCommand(code: number): void {
    this.command = "over";
    this.queue.push({ kind: "commandEnded", code });
  }

  // --- until nothing happens by itself ---

  /** Goes on without any accident. */
  calm(limit = 600): void {
    for (let count = 0; count < limit; count++) {
      if (this.finished) return;
      const [next] = this.due();
      if (next !== undefined) {
        next[1](this);
      } else {
        const [passes] = this.onlyWatchdogsLeft() ? [] : this.time();
        if (passes === undefined) return;
        passes[1](this);
      }
    }
    this.loops = Object.values(this.startedAt).some((starts) => starts.length > 20);
    if (!this.loops) this.broken.push("it does not come to rest");
  }

  private onlyWatchdogsLeft(): boolean {
    const { killAt, hardEnd, units } = this.state;
    return (
      killAt === null &&
      hardEnd === null &&
      [...units.values()].every(
        ({ deadline, reloadDeadline }) =>
          reloadDeadline === null && (deadline === null || deadline.what === "watchdog"),
      )
    );
  }

  /** At rest nobody waits for anything but the end of what runs. */
  private lookAtRest(): void {
    if (this.finished || this.loops) return;
    for (const [name, { job }] of this.state.units)
      if (job !== null) this.broken.push(`${name} still has a job: ${job}`);
    for (const { what, unit } of this.open)
      if (what !== "wait") this.broken.push(`who asked for ${what} of ${unit} still waits`);
    for (const [name, unit] of this.state.units) {
      const record = this.records[name];
      if (record !== undefined && (record.state !== unit.state || record.number !== unit.number))
        this.broken.push(`${name} is ${unit.state}, and recorded as ${record.state}`);
    }
  }

  private lookAtEnd(): void {
    if (!this.finished) this.broken.push("the container does not end");
    else if (this.exitCode !== (this.expected ?? 0))
      this.broken.push(`the exit code is ${this.exitCode}, not ${this.expected ?? 0}`);
  }

  /** Goes on to where nothing happens by itself any more, and then to the container's end; looks at both. */
  lookToTheEnd(): void {
    this.calm();
    this.lookAtRest();
    if (!this.finished) this.send({ kind: "shutdown", code: 5 });
    this.calm();
    this.lookAtEnd();
  }

  up(): string[] {
    return [...this.state.units]
      .filter(([, { state }]) => state === "active" || state === "exited")
      .map(([name]) => name);
  }
}

export type Choice = readonly [name: string, happen: (world: World) => void];

interface Process {
  unit: string;
  number: number;
  finishPid: number | null;
  phase: "begun" | "up" | "exited" | "finishing";
  dying: "obeys" | "killed" | null;
  hangs: boolean;
  stubborn: boolean;
  result: string | null;
  code: number;
}
