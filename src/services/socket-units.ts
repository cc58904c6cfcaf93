import { nearestUnit } from "./missing-unit.ts";
import { SOCKET_OPTIONS, type SocketOption } from "./option-table.ts";
import { type ReadUnit, reportUnknown, type UnitContext } from "./read-units.ts";
import { linesOf, Section } from "./section.ts";
import type { ServiceInput } from "./service-plan.ts";
import { readSocket } from "./sockets/read-socket.ts";
import type { Socket } from "./sockets/socket.ts";
import { specifiersOf } from "./specifiers.ts";
import type { CommonOptions, SocketOptions, UnitSection } from "./unit.ts";
import { isTemplate, UNIT_NAME, wrongUnitName } from "./unit-name.ts";

/** A socket unit: as a unit it is a point that its service comes after, and process 1 has its sockets open before all units. */
export interface SocketUnit {
  /** With suffix. */
  readonly name: string;
  readonly sockets: readonly Omit<Socket, "index">[];
  /** With suffix. */
  readonly service: string;
  readonly options: CommonOptions;
  readonly path: readonly string[];
  /** What says which service it starts. */
  readonly servicePath: readonly string[];
}

/** The socket units whose sockets can be had; of others it is said why not. */
export function socketUnits(input: ServiceInput, context: UnitContext): SocketUnit[] {
  return Object.entries(input.sockets ?? {}).flatMap(([stem, options]) => {
    const name = `${stem}.socket`;
    const path = ["systemd", "sockets", stem];
    if (options.enable === false) return [];
    if (!UNIT_NAME.test(name)) {
      context.reporter.error({ ...wrongUnitName(stem), path });
      return [];
    }
    return readSocketUnit(name, options, path, context);
  });
}

function readSocketUnit(
  name: string,
  { listenStreams = [], listenDatagrams = [], socketConfig = {}, ...options }: SocketOptions,
  path: readonly string[],
  context: UnitContext,
): SocketUnit[] {
  const { reporter } = context;
  const values: UnitSection = {
    ...socketConfig,
    ...withLines("ListenStream", socketConfig, listenStreams),
    ...withLines("ListenDatagram", socketConfig, listenDatagrams),
  };
  const lists: Readonly<Record<string, string>> = { ListenStream: "listenStreams", ListenDatagram: "listenDatagrams" };
  const pathOf = (option: string) => {
    const list = Object.hasOwn(socketConfig, option) ? undefined : lists[option];
    return list === undefined ? [...path, "socketConfig", option] : [...path, list];
  };
  const section = new Section<SocketOption>(values, specifiersOf(name), reporter, pathOf);
  reportUnknown(name, section.unknown(SOCKET_OPTIONS), [...path, "socketConfig"], context);
  const leaveOut = (why: string, where: readonly string[]): SocketUnit[] => {
    const message = `${name} is left out: ${why}`;
    reporter.warning({ code: "socket-left-out", message, path: where, hint: "have the service listen itself" });
    return [];
  };
  if (isTemplate(name)) return leaveOut("it is a template, and nothing makes instances of one here", path);
  const { sockets, service, accepts } = readSocket(name, section, context.accounts);
  if (accepts)
    return leaveOut("with Accept=yes each connection has a service, which is not possible here", pathOf("Accept"));
  if (sockets.length === 0) return leaveOut("there is nothing that it could listen at", path);
  const common = { ...options, wantedBy: options.wantedBy ?? ["sockets.target"] };
  return [
    { name, sockets, service, options: common, path, servicePath: section.has("Service") ? pathOf("Service") : path },
  ];
}

/** NixOS writes the section first, then its own lists. */
function withLines(option: string, section: UnitSection, list: readonly string[]): UnitSection {
  if (list.length === 0) return {};
  const value = section[option];
  return { [option]: [...(value === undefined ? [] : linesOf(value)), ...list] };
}

/** Lets each socket start its service, and the service have it; one that has nobody to have it is left out. */
export function giveSockets(
  units: readonly SocketUnit[],
  read: Map<string, ReadUnit>,
  find: (name: string) => ReadUnit | undefined,
  { reporter }: UnitContext,
): void {
  const given = units.flatMap((socket) => {
    const service = find(socket.service)?.unit;
    const own = read.get(socket.name)?.unit;
    if (service !== undefined && own !== undefined) {
      own.dependencies.wants.push(service.name);
      service.dependencies.after.push(socket.name);
      if (!service.afterBecause.has(socket.name)) service.afterBecause.set(socket.name, socket.path);
      return [{ ...socket, service: service.name }];
    }
    read.delete(socket.name);
    const message = `${socket.name} is left out: there is no unit "${socket.service}" that it could start`;
    const others = [...read.keys()].filter((name) => name.endsWith(".service"));
    const hint = nearestUnit(socket.service, others);
    reporter.warning({ code: "unknown-unit", message, path: socket.servicePath, hint });
    return [];
  });
  const all = given.flatMap(({ service, sockets }) => sockets.map((socket) => ({ ...socket, service })));
  const numbered = all.map((socket, index) => ({ ...socket, index }));
  for (const [name, one] of read) {
    const wanted = one.unit.service?.sockets ?? [];
    const sockets = numbered.filter(({ service, unit }) => service === name || wanted.includes(unit));
    if (sockets.length > 0) read.set(name, { ...one, unit: { ...one.unit, sockets } });
    for (const missing of wanted.filter((unit) => !numbered.some((socket) => socket.unit === unit))) {
      const path = [...one.unit.path, "serviceConfig", "Sockets"];
      const message = `there is no socket unit "${missing}", so ${name} does not get it`;
      reporter.warning({
        code: "unknown-unit",
        message,
        path,
        hint: nearestUnit(
          missing,
          units.map((unit) => unit.name),
        ),
      });
    }
  }
}
