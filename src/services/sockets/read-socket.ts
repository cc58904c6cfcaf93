import { normalize } from "node:path";
import { forbiddenPath } from "../../value/forbidden-path.ts";
import { SOCKET_OPTIONS, type SocketOption } from "../option-table.ts";
import { findGroup, findUser, noGroup, noUser } from "../read-identity.ts";
import type { Section } from "../section.ts";
import type { Accounts } from "../unit.ts";
import { parseAddress } from "./address.ts";
import { SOCKET_FLAGS, type Socket } from "./socket.ts";

/** Kinds of sockets by the settings that say where. */
const KINDS = [
  ["ListenDatagram", "datagram"],
  ["ListenSequentialPacket", "packets"],
  ["ListenStream", "stream"],
] as const;

/** Settings of other things than sockets to listen at, and of a service for each connection. */
const NOT_HERE = [
  ...(["ListenFIFO", "ListenSpecial", "ListenNetlink", "ListenMessageQueue", "ListenUSBFunction"] as const),
  ...(["ExecStartPre", "ExecStartPost", "ExecStopPre", "ExecStopPost", "Symlinks"] as const),
];

/** The section [Socket] of a unit: what is listened at, and the service that gets it. Reports every mistake. */
export function readSocket(
  unit: string,
  section: Section<SocketOption>,
  accounts: Accounts,
): { readonly sockets: Omit<Socket, "index">[]; readonly service: string; readonly accepts: boolean } {
  const accepts = section.flag("Accept") ?? false;
  for (const option of NOT_HERE) {
    if (section.has(option))
      section.warn(option, `${option} does nothing here`, SOCKET_OPTIONS[option].does.replace("a warning: ", ""));
  }
  for (const accepted of ["RemoveOnStop", "MaxConnections", "TriggerLimitBurst", "TriggerLimitIntervalSec"] as const)
    section.text(accepted);
  const shared = {
    unit,
    name: readName(section) ?? unit,
    mode: section.mode("SocketMode") ?? "0666",
    folderMode: section.mode("DirectoryMode") ?? "0755",
    owner: readOwner(section, accounts),
    backlog: section.integer("Backlog", 0, 0x7fff_ffff),
    onlyV6: readOnlyV6(section),
    options: SOCKET_FLAGS.filter((flag) => section.flag(flag) === true),
  };
  const sockets = KINDS.flatMap(([option, kind]) =>
    section.texts(option).flatMap((text): Omit<Socket, "index">[] => {
      const at = section.attempt(option, () => parseAddress(text));
      if (at === undefined) return [];
      const forbidden = "path" in at ? forbiddenPath(normalize(at.path)) : undefined;
      if (forbidden !== undefined) section.fail(option, forbidden.message, forbidden.hint);
      if (kind === "packets" && !("path" in at)) {
        section.fail(option, `"${text}" is a port, and only sockets with a path or a name have packets in sequence`);
        return [];
      }
      return [{ ...shared, kind, at }];
    }),
  );
  if (!KINDS.some(([option]) => section.has(option)) && !NOT_HERE.some((option) => section.has(option)))
    section.missing("ListenStream", "the socket says nowhere where it listens", SOCKET_OPTIONS);
  return { sockets, service: readServiceName(section) ?? unit.replace(/\.socket$/, ".service"), accepts };
}

function readName(section: Section<SocketOption>): string | undefined {
  const name = section.text("FileDescriptorName");
  if (name === undefined || /^[^:\s\p{Cc}]{1,255}$/u.test(name)) return name;
  return section.fail("FileDescriptorName", `"${name}" has a colon, a space or more than 255 characters`);
}

function readServiceName(section: Section<SocketOption>): string | undefined {
  const name = section.text("Service");
  if (name === undefined || /^[^/]+\.service$/.test(name)) return name;
  return section.fail(
    "Service",
    `"${name}" is not the name of a service`,
    'with its suffix, for example "web.service"',
  );
}

function readOwner(section: Section<SocketOption>, accounts: Accounts): Socket["owner"] {
  const [user, group] = [section.text("SocketUser"), section.text("SocketGroup")];
  if (user === undefined && group === undefined) return undefined;
  const known = user === undefined ? undefined : findUser(accounts, user);
  const uid = user === undefined ? 0 : (known?.uid ?? (/^\d+$/.test(user) ? Number(user) : undefined));
  if (uid === undefined) return noUser(section, "SocketUser", user ?? "", accounts);
  const gid = group === undefined ? (known?.gid ?? uid) : findGroup(accounts, group);
  return gid === undefined ? noGroup(section, "SocketGroup", group ?? "", accounts) : { uid, gid };
}

function readOnlyV6(section: Section<SocketOption>): boolean | undefined {
  const choice = section.choice("BindIPv6Only", ["default", "both", "ipv6-only"]);
  return choice === undefined || choice === "default" ? undefined : choice === "ipv6-only";
}
