import type { Machine } from "./context.ts";
import { isUpheld } from "./jobs.ts";

/** Whether a service that has ended is started again: Restart= and its exceptions, and Upholds= of another unit. */
export function isStartedAgain(m: Machine, name: string): boolean {
  return (m.state.ending === null && restartsItself(m, name)) || isUpheld(m, name);
}

function restartsItself(m: Machine, name: string): boolean {
  const service = m.service(name);
  const { result, code } = m.unit(name);
  if (service === null) return false;
  if (code !== null && service.restartForce.includes(code)) return true;
  if (code !== null && service.restartPrevent.includes(code)) return false;
  switch (service.restart) {
    case "no":
      return false;
    case "always":
      return true;
    case "on-success":
      return result === "success";
    case "on-failure":
      return result !== "success";
    case "on-abnormal":
      return result === "signal" || result === "timeout" || result === "watchdog";
    case "on-abort":
      return result === "signal";
    case "on-watchdog":
      return result === "watchdog";
  }
}
