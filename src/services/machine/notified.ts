import type { Machine } from "./context.ts";
import { LONGEST } from "./machine-plan.ts";
import { active } from "./running.ts";
import { watchdogFailed } from "./stop.ts";
import type { Notified } from "./types.ts";

/** What a service says to NOTIFY_SOCKET (man sd_notify); who may say it has been looked at. */
export function notified(m: Machine, { unit: name, key, value }: Notified): void {
  const unit = m.unit(name);
  const service = m.service(name);
  const { deadline } = unit;
  switch (key) {
    case "READY":
      m.do({ kind: "markReady", unit: name });
      // This answers a reload as well as a start.
      if (service?.type === "notify-reload" && unit.state === "active") {
        unit.reloadDeadline = null;
        m.answer(name, ["reload"], 0, null);
      }
      if (!service?.hasPost) active(m, name);
      break;
    case "MAINPID":
      if (value !== undefined && !unit.finishing) unit.mainPid = value;
      break;
    case "WATCHDOG_TRIGGER":
      watchdogFailed(m, name);
      break;
    case "WATCHDOG":
      if (deadline?.what === "watchdog") m.inTime(name, service?.watchdogMicros ?? null, "watchdog");
      break;
    case "EXTEND_TIMEOUT_USEC":
      if (value !== undefined && (deadline?.what === "start" || deadline?.what === "stop")) {
        const at = m.now + Math.min(value, LONGEST);
        if (at > deadline.at) unit.deadline = { ...deadline, at };
      }
      break;
    case "STOPPING":
    case "RELOADING":
      break;
  }
}
