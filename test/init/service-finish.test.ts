import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanService } from "../../src/services/plan-file.ts";
import { openPipe } from "./pipes.ts";
import { bash, type Ended, isRoot, ServiceFolder, UNIT, WEB } from "./service.ts";

/** More than any process has. */
const NOBODY = 2 ** 30;

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((done) => setTimeout(done, 5));
}

const tell = bash("echo $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS");

describe("how a service has ended", () => {
  const outcome = async (
    end: Partial<Ended>,
    service: Partial<PlanService> = {},
    files: Record<string, string> = { started: "" },
  ) => {
    const folder = new ServiceFolder({ ...service, stopPost: [tell] });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.scan, name), text);
    const { stdout } = await folder.finish(NOBODY, { code: 0, signal: null, ...end });
    expect(folder.events().slice(-2, -1)).toEqual(["finishing"]);
    return [folder.events().at(-1), stdout.trim(), folder.file("ended")?.trim()];
  };
  const signal = (name: string) => ({ code: null, signal: name });

  it("is a success with 0 and, for a daemon, with signals that end it in peace", async () => {
    expect(await outcome({ code: 0 })).toEqual(["ended success 0", "success exited 0", "success 0"]);
    for (const name of ["SIGHUP", "SIGINT", "SIGPIPE", "SIGTERM"])
      expect((await outcome(signal(name)))[1]).toBe(`success killed ${name.slice(3)}`);
    expect(await outcome(signal("SIGTERM"), { type: "oneshot" })).toEqual([
      "ended signal 143",
      "signal killed TERM",
      "signal 143",
    ]);
    expect((await outcome(signal("SIGTERM"), {}, {}))[1]).toBe("signal killed TERM");
  });

  it("is a failure with other codes and signals", async () => {
    expect(await outcome({ code: 5 })).toEqual(["ended exit-code 5", "exit-code exited 5", "exit-code 5"]);
    expect(await outcome(signal("SIGKILL"))).toEqual(["ended signal 137", "signal killed KILL", "signal 137"]);
    expect((await outcome(signal("SIGUSR1")))[1]).toBe("signal killed USR1");
  });

  it("is a success with SuccessExitStatus=, the prefix -, or when it was asked to stop", async () => {
    expect((await outcome({ code: 9 }, { successStatuses: [9, 138] }))[0]).toBe("ended success 9");
    expect((await outcome(signal("SIGUSR1"), { successStatuses: [9, 138] }))[0]).toBe("ended success 138");
    expect((await outcome({ code: 5 }, { start: [bash("", { ignoreFailure: true })] }))[0]).toBe("ended success 5");
    expect((await outcome(signal("SIGKILL"), {}, { started: "", stopping: "" }))[0]).toBe("ended success 137");
  });

  it("is what the manager says where it knows better", async () => {
    expect((await outcome(signal("SIGABRT"), {}, { started: "", stopping: "", result: "watchdog\n" }))[1]).toBe(
      "watchdog killed ABRT",
    );
    expect((await outcome({ code: 0 }, {}, { result: "timeout\n" }))[0]).toBe("ended timeout 0");
  });

  it("runs nothing more for a service that was skipped", async () => {
    expect(await outcome({ code: 0 }, {}, { skipped: "condition\n" })).toEqual([
      "ended condition 0",
      "",
      "condition 0",
    ]);
    expect(await outcome({ code: 1 }, {}, { skipped: "assert\n" })).toEqual(["ended assert 1", "", "assert 1"]);
  });

  it("RemainAfterExit: it stays active when it has ended well and nobody wants it to stop", async () => {
    const ended = async (code: number, files: string[]) => {
      const folder = new ServiceFolder({ type: "oneshot", remainAfterExit: true, stopPost: [bash("echo post")] });
      for (const name of ["started", ...files]) writeFileSync(join(folder.scan, name), "");
      const { stdout } = await folder.finish(NOBODY, { code, signal: null });
      return [...folder.events(), stdout];
    };
    expect(await ended(0, [])).toEqual(["exited", ""]);
    expect(await ended(1, [])).toEqual(["finishing", "ended exit-code 1", "post\n"]);
    expect(await ended(0, ["stopping"])).toEqual(["finishing", "ended success 0", "post\n"]);
  });

  it("stop of what has exited: ExecStop, ExecStopPost, and its end", async () => {
    const service = new ServiceFolder({
      type: "oneshot",
      remainAfterExit: true,
      stop: [bash("echo stop")],
      stopPost: [tell],
    });
    for (const name of ["started", "stopping"]) writeFileSync(join(service.scan, name), "");
    expect((await service.beside(["stop", UNIT, String(NOBODY), "exited"])).stdout).toBe("stop\nsuccess exited 0\n");
    expect(service.events()).toEqual(["ended success 0"]);
  });

  it("ExecStop runs when it has ended well by itself, and its supervisor is told to leave it down", async () => {
    const service = new ServiceFolder({ start: [bash("echo up")], stop: [bash("echo stop")] });
    const control = openPipe(join(service.scan, "supervise/control"));
    expect((await service.runAndFinish()).finished.stdout).toBe("stop\n");
    const received = Buffer.alloc(9);
    expect(received.toString("latin1", 0, readSync(control, received))).toBe("d");
    const failed = new ServiceFolder({ start: [bash("exit 1")], stop: [bash("echo stop")] });
    expect((await failed.runAndFinish()).finished.stdout).toBe("");
  });
});

describe("what a service has left behind", () => {
  /** `finish` after a service, and the milliseconds that it takes. Unless the service says otherwise, nothing is ever killed. */
  const finishing = async (service: Partial<PlanService>, { isEnding = false } = {}) => {
    const folder = new ServiceFolder({ stopSeconds: null, ...service });
    const running = folder.start(["run", UNIT]);
    const ran = await running.ended;
    if (isEnding) writeFileSync(join(folder.state, "ending"), "");
    const before = Date.now();
    const finished = await folder.finish(running.pid, ran);
    const took = Date.now() - before;
    return { ran, finished, took, folder, running };
  };
  const count = (name: string) => {
    try {
      return Number(execFileSync("pgrep", ["-fc", `^${name}$`], { encoding: "utf8" }));
    } catch {
      return 0;
    }
  };
  const quiet = ">/dev/null 2>&1";

  it("ends with it, also what has left its session, whoever it runs as", async () => {
    for (const user of isRoot ? [undefined, WEB] : [undefined]) {
      const script = `sleep 2001 ${quiet} & setsid sleep 2002 ${quiet} & sleep 0.1`;
      await finishing({ start: [bash(script)], user });
      expect([count("sleep 2001"), count("sleep 2002")]).toEqual([0, 0]);
    }
  });

  it("is not what is somebody else's with the same number, or says that it has our id", async () => {
    const service = new ServiceFolder({ user: isRoot ? WEB : undefined });
    writeFileSync(join(service.scan, "started"), "");
    writeFileSync(join(service.scan, "invocation"), "0123456789abcdef\n");
    const other = service.start(["init"], {
      wrapper: ["bash", "-c", "exec sleep 2003"],
      environment: isRoot ? { INVOCATION_ID: "0123456789abcdef" } : {},
    });
    await until(() => count("sleep 2003") === 1);
    await service.finish(other.pid, { code: 0, signal: null });
    expect(count("sleep 2003")).toBe(1);
    other.child.kill();
  });

  it("is killed when it does not end in time, and left alone with KillMode=process or none", async () => {
    const stubborn = (seconds: number) => `(trap '' TERM; exec sleep ${seconds}) ${quiet} & sleep 0.1`;
    const { took } = await finishing({ start: [bash(stubborn(2004))], stopSeconds: 0.3 });
    expect(count("sleep 2004")).toBe(0);
    expect(took).toBeGreaterThanOrEqual(290);
    await finishing({ start: [bash(stubborn(2005))], killMode: "mixed" });
    expect(count("sleep 2005")).toBe(0);
    for (const killMode of ["process", "none"] as const) {
      const { ran } = await finishing({ start: [bash(`sleep 2006 ${quiet} & echo $!; sleep 0.1`)], killMode });
      expect(count("sleep 2006")).toBe(1);
      process.kill(Number(ran.stdout));
    }
  });

  it("costs nothing to wait for", async () => {
    const folder = new ServiceFolder({
      start: [bash(`(trap '' TERM; exec sleep 2007) ${quiet} & sleep 0.1`)],
      stopSeconds: 3,
    });
    const running = folder.start(["run", UNIT]);
    const ran = await running.ended;
    const finishing = folder.start(["finish", String(ran.code), "0", UNIT, String(running.pid)]);
    let wakes = 0;
    let looks = 0;
    await until(() => {
      // Not collected before the next turn of this program, so its files are there.
      if (finishing.child.exitCode !== null) return true;
      const counted = (file: string, name: string) =>
        Number(readFileSync(`/proc/${finishing.pid}/${file}`, "utf8").split(`${name}:`)[1]?.split("\n")[0]);
      wakes = counted("status", "\nvoluntary_ctxt_switches");
      const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).length;
      looks = counted("io", "syscr") / processes;
      return false;
    });
    // It waits ten times, longer each time, and then reads a file or two of each process. One that looks every hundredth of a second
    // does 300 times.
    expect(wakes).toBeLessThan(60);
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThan(60);
    await finishing.ended;
    expect(count("sleep 2007")).toBe(0);
  });

  it("when the container ends, only its process group is waited for: the manager looks for the rest of all services at once", async () => {
    const script = `setsid sleep 2008 ${quiet} & echo $!; sleep 0.1`;
    const { ran } = await finishing({ start: [bash(script)] }, { isEnding: true });
    expect(count("sleep 2008")).toBe(1);
    process.kill(Number(ran.stdout));
  });

  it("may be a thousand processes", async () => {
    const script = `for i in {1..1000}; do sleep 2009 ${quiet} & done; sleep 0.1`;
    await finishing({ start: [bash(script)] });
    expect(count("sleep 2009")).toBe(0);
  });
});

describe("folders of a service's time", () => {
  it("RuntimeDirectory goes at the end, never through a link, unless it is kept", async () => {
    const service = new ServiceFolder({});
    const path = (name: string) => join(service.folder, name);
    mkdirSync(path("precious"));
    writeFileSync(path("precious/file"), "");
    const directories = [{ variable: "RUNTIME_DIRECTORY", mode: "0755", paths: [path("run"), path("run/b")] }];
    const start = [
      bash(
        `ln -s ${path("precious")} $RUNTIME_DIRECTORY 2>/dev/null; rmdir ${path("run/b")}; ln -s ${path("precious")} ${path("run/b")}; ln -s ${path("precious")} ${path("run/c")}`,
      ),
    ];
    service.plan({ [UNIT]: { service: { start, directories } } });
    await service.runAndFinish();
    expect([existsSync(path("run")), existsSync(path("precious/file"))]).toEqual([false, true]);
    service.plan({ [UNIT]: { service: { start: [bash(":")], directories, preserveRuntimeDirectory: "restart" } } });
    await service.runAndFinish();
    expect(existsSync(path("run/b"))).toBe(true);
    await service.beside(["remove", UNIT]);
    expect(existsSync(path("run"))).toBe(false);
  });
});
