import type { PlanSocket } from "../plan-file.ts";
import { list, planText } from "../plan-text.ts";
import type { Socket } from "./socket.ts";

/** A socket of the model as the plan has it. */
export function planSocket({ at, kind, mode, folderMode, ...socket }: Socket): PlanSocket {
  const isFile = "path" in at && at.path.startsWith("/");
  return {
    unit: socket.unit,
    name: socket.name,
    index: socket.index,
    kind: kind === "stream" ? undefined : kind,
    ...("path" in at ? { path: planText(at.path) } : at),
    mode: isFile && mode !== "0666" ? mode : undefined,
    folderMode: isFile && folderMode !== "0755" ? folderMode : undefined,
    owner: isFile ? socket.owner : undefined,
    backlog: socket.backlog,
    onlyV6: "path" in at ? undefined : socket.onlyV6,
    options: list(socket.options),
  };
}
