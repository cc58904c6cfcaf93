import type { GeneratedFile } from "../value/generated-file.ts";
import * as initFile from "./init-file.ts";
import checkText from "./runtime/check.sh?raw";
import checksText from "./runtime/checks.sh?raw";
import commandText from "./runtime/command.sh?raw";
import endingText from "./runtime/ending.sh?raw";
import exitText from "./runtime/exit.sh?raw";
import fieldText from "./runtime/field.sh?raw";
import findText from "./runtime/find.sh?raw";
import finishText from "./runtime/finish.sh?raw";
import forkingText from "./runtime/forking.sh?raw";
import idleText from "./runtime/idle.sh?raw";
import ignoreText from "./runtime/ignore.sh?raw";
import initText from "./runtime/init.sh?raw";
import keyboardText from "./runtime/keyboard.sh?raw";
import managerEndText from "./runtime/manager/end.sh?raw";
import managerEventsText from "./runtime/manager/events.sh?raw";
import managerLoopText from "./runtime/manager/loop.sh?raw";
import managerRecoveryText from "./runtime/manager/recovery.sh?raw";
import managerRequestsText from "./runtime/manager/requests.sh?raw";
import managerStartText from "./runtime/manager/start.sh?raw";
import managerStateText from "./runtime/manager/state.sh?raw";
import managerStopText from "./runtime/manager/stop.sh?raw";
import managerTimeText from "./runtime/manager/time.sh?raw";
import managerFinishText from "./runtime/manager-finish.sh?raw";
import managerRunText from "./runtime/manager-run.sh?raw";
import notifiedText from "./runtime/notified.sh?raw";
import notifyText from "./runtime/notify.sh?raw";
import reloadText from "./runtime/reload.sh?raw";
import removeText from "./runtime/remove.sh?raw";
import runText from "./runtime/run.sh?raw";
import serviceText from "./runtime/service.sh?raw";
import shutdownText from "./runtime/shutdown.sh?raw";
import stopText from "./runtime/stop.sh?raw";
import timerText from "./runtime/timer.sh?raw";
import unitText from "./runtime/unit.sh?raw";
import type { ToolName, Tools } from "./unit.ts";

/** One program in the image, so that a new manager is there at once; here a file for each thing it does. */
const MANAGER = [
  managerStateText,
  managerStartText,
  managerStopText,
  managerEventsText,
  managerEndText,
  managerRequestsText,
  managerTimeText,
  managerRecoveryText,
  managerLoopText,
];

export interface RuntimeNeeds {
  readonly folder: string;
  readonly stateFolder: string;
  readonly tools: Tools;
  /** Whole seconds until everything is killed. */
  readonly graceSeconds: number;
  readonly notify: boolean;
  readonly forking: boolean;
  readonly idle: boolean;
  /** Whether a service has RuntimeDirectoryPreserve=restart. */
  readonly preserves: boolean;
  readonly timers: boolean;
  /** Whether units have conditions, and whether targets do. */
  readonly checks: boolean;
  readonly targetChecks: boolean;
  /** Whether files such as /etc/os-release are read. */
  readonly fields: boolean;
  readonly setpriv: boolean;
}

/** The init's programs, the same in every image but for the places of the tools. */
export function runtimeFiles(needs: RuntimeNeeds): { files: GeneratedFile[]; tools: ToolName[] } {
  const { folder, tools } = needs;
  const names: ToolName[] = [
    "bash",
    "coreutils",
    "s6",
    "execline",
    ...(needs.notify ? (["socat"] as const) : []),
    ...(needs.setpriv ? (["utilLinux"] as const) : []),
  ];
  const values: Record<string, string> = {
    // What no script calls shall not get into the image.
    utilLinux: "",
    ...Object.fromEntries(names.map((name) => [name, tools[name] ?? ""])),
    grace: String(needs.graceSeconds),
    state: needs.stateFolder,
    defaultPath: `${tools.coreutils}/bin:${tools.bash}/bin`,
  };
  const fill = (text: string): string =>
    text.replaceAll(/@([A-Za-z0-9]+)@/g, (all, name: string) => values[name] ?? all);
  const directory = (path: string): GeneratedFile => initFile.folder(path === "" ? folder : `${folder}/${path}`);
  const program = (path: string, text: string): GeneratedFile => initFile.program(`${folder}/${path}`, fill(text));
  const library = (path: string, text: string): GeneratedFile => initFile.textFile(`${folder}/${path}`, fill(text));
  const link = (path: string, target: string): GeneratedFile => initFile.link(`${folder}/${path}`, target);
  const files = [
    directory(""),
    program("init", initText),
    program("unit", unitText),
    directory("lib"),
    program("lib/manager", MANAGER.join("\n")),
    program("lib/manager-run", managerRunText),
    program("lib/manager-finish", managerFinishText),
    library("lib/service", serviceText),
    library("lib/ending", endingText),
    program("lib/run", runText),
    program("lib/finish", finishText),
    program("lib/find", findText),
    program("lib/stop", stopText),
    program("lib/reload", reloadText),
    program("lib/command", commandText),
    program("lib/shutdown", shutdownText),
    program("lib/keyboard", keyboardText),
    program("lib/ignore", ignoreText),
    program("lib/exit", exitText),
    ...(needs.notify ? [library("lib/notify", notifyText), program("lib/notified", notifiedText)] : []),
    ...(needs.forking ? [library("lib/forking", forkingText)] : []),
    ...(needs.idle ? [library("lib/idle", idleText)] : []),
    ...(needs.preserves ? [program("lib/remove", removeText)] : []),
    ...(needs.checks ? [library("lib/checks", checksText)] : []),
    ...(needs.fields ? [library("lib/field", fieldText)] : []),
    ...(needs.targetChecks ? [program("lib/check", checkText)] : []),
    ...(needs.timers ? [library("lib/timer", timerText)] : []),
    directory("scan"),
    directory("scan/.s6-svscan"),
    ...["SIGTERM", "SIGINT", "SIGQUIT"].map((signal) => link(`scan/.s6-svscan/${signal}`, "../../lib/shutdown")),
    link("scan/.s6-svscan/SIGHUP", "../../lib/ignore"),
    link("scan/.s6-svscan/finish", "../../lib/exit"),
    directory("scan/manager"),
    link("scan/manager/run", "../../lib/manager-run"),
    link("scan/manager/finish", "../../lib/manager-finish"),
  ];
  return { files, tools: names };
}
