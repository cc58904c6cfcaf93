import { describe, expect, it } from "vitest";
import type { SocketOptions } from "../../../src/services/unit.ts";
import { errorsOf, plan, planIn } from "../planned.ts";

const web = { serviceConfig: { ExecStart: "/bin/web" }, wantedBy: [] };

const planned = (sockets: Readonly<Record<string, SocketOptions>>, services = { web }) =>
  planIn(plan(services, { sockets })).units;

const warned = (sockets: Readonly<Record<string, SocketOptions>>, services = { web }) =>
  plan(services, { sockets }).warnings.map(({ message, path, hint }) => ({ message, path: path?.join("."), hint }));

const mistakes = (socket: SocketOptions) =>
  errorsOf(() => plan({ web }, { sockets: { web: socket } })).map(({ message, path }) => [message, path?.join(".")]);

describe("a socket unit", () => {
  it("starts with the container, before its service, which it starts and which gets what it listens at", () => {
    const units = planned({ web: { listenStreams: ["80", "[::1]:81"], listenDatagrams: ["@web"] } });
    expect(units["web.socket"]).toEqual({
      from: "systemd.sockets.web",
      wants: ["web.service"],
    });
    expect(units["sockets.target"]).toEqual({ after: ["web.socket"], wants: ["web.socket"] });
    expect(units["default.target"]?.wants).toContain("sockets.target");
    expect(units["web.service"]?.after).toEqual(["web.socket"]);
    expect(units["web.service"]?.service?.sockets).toEqual([
      { unit: "web.socket", name: "web.socket", index: 0, kind: "datagram", path: "@web" },
      { unit: "web.socket", name: "web.socket", index: 1, port: 80 },
      { unit: "web.socket", name: "web.socket", index: 2, address: "::1", port: 81 },
    ]);
  });

  it("is not there, and neither is its target, where nothing is a socket", () => {
    expect(Object.keys(planned({ web: { enable: false, listenStreams: ["80"] } }))).not.toContain("sockets.target");
  });

  it("has systemd's settings, with the user's and the group's numbers", () => {
    const accounts = {
      users: new Map([["app", { uid: 990, gid: 991, home: "/", shell: "/bin/sh", extraGroups: [] }]]),
      groups: new Map([["www", 80]]),
    };
    const own = (socketConfig: SocketOptions["socketConfig"] & object) =>
      planIn(plan({ web }, { accounts, sockets: { web: { socketConfig } } })).units["web.service"]?.service?.sockets;
    expect(
      own({
        ListenStream: ["/gone", "", "%t/%p/%H.sock"],
        SocketUser: "app",
        SocketGroup: "www",
        SocketMode: "660",
        DirectoryMode: "0750",
        FileDescriptorName: "web",
        Backlog: 5,
        PassCredentials: true,
        BindIPv6Only: "both",
      }),
    ).toEqual([
      {
        ...{ unit: "web.socket", name: "web", index: 0, path: "/run/web/%H.sock", mode: "0660", folderMode: "0750" },
        ...{ owner: { uid: 990, gid: 80 }, backlog: 5, options: ["PassCredentials"] },
      },
    ]);
    const [tcp] = own({ ListenStream: 80, SocketUser: "app", BindIPv6Only: "ipv6-only", ReusePort: "yes" }) ?? [];
    expect(tcp).toEqual({
      ...{ unit: "web.socket", name: "web.socket", index: 0, port: 80 },
      ...{ onlyV6: true, options: ["ReusePort"] },
    });
    expect(own({ ListenSequentialPacket: "/a", SocketUser: "5" })?.[0]).toMatchObject({
      kind: "packets",
      owner: { uid: 5, gid: 5 },
    });
  });

  it("names its service, which may have several, and others by Sockets=", () => {
    const services = {
      web: { serviceConfig: { ExecStart: "/bin/web", NonBlocking: true }, wantedBy: [] },
      spy: { serviceConfig: { ExecStart: "/bin/spy", Sockets: "b.socket no.socket" } },
    };
    const sockets = {
      a: { listenStreams: ["1"], socketConfig: { Service: "web.service" } },
      b: { listenStreams: ["2"], socketConfig: { Service: "web.service" } },
    };
    const units = planIn(plan(services, { sockets })).units;
    expect(units["web.service"]?.service?.sockets?.map(({ unit, index }) => [unit, index])).toEqual([
      ["a.socket", 0],
      ["b.socket", 1],
    ]);
    expect(units["web.service"]?.service?.nonBlocking).toBe(true);
    expect(units["spy.service"]?.service?.sockets).toMatchObject([{ unit: "b.socket", index: 1 }]);
    expect(warned(sockets, services as never)).toEqual([
      {
        message: 'there is no socket unit "no.socket", so spy.service does not get it',
        path: "systemd.services.spy.serviceConfig.Sockets",
        hint: 'did you mean "a.socket" or "b.socket"?',
      },
    ]);
  });

  it("is known to other units, of a template too", () => {
    const services = {
      "web@": web,
      other: { serviceConfig: { ExecStart: "/bin/other" }, requires: ["web@a.socket"], after: ["web@a.socket"] },
    };
    const units = planned({ "web@a": { listenStreams: ["/run/%i.sock"] } }, services as never);
    expect(units["web@a.service"]?.service?.sockets).toMatchObject([{ path: "/run/a.sock" }]);
    expect(units["other.service"]).toMatchObject({ requires: ["web@a.socket"], after: ["web@a.socket"] });
  });
});

describe("a socket that cannot be had is left out, with a warning", () => {
  const hint = "have the service listen itself";

  it("when each connection would have a service", () => {
    const sockets = { web: { listenStreams: ["80"], socketConfig: { Accept: true, MaxConnections: 5 } } };
    expect(warned(sockets)).toEqual([
      {
        message: "web.socket is left out: with Accept=yes each connection has a service, which is not possible here",
        path: "systemd.sockets.web.socketConfig.Accept",
        hint,
      },
    ]);
    expect(planned(sockets)["web.socket"]).toBeUndefined();
  });

  it("when it is no socket, or a template", () => {
    expect(warned({ web: { socketConfig: { ListenFIFO: "/run/fifo" } } })).toEqual([
      {
        message: "ListenFIFO does nothing here",
        path: "systemd.sockets.web.socketConfig.ListenFIFO",
        hint: "only sockets can be listened at",
      },
      {
        message: "web.socket is left out: there is nothing that it could listen at",
        path: "systemd.sockets.web",
        hint,
      },
    ]);
    expect(warned({ "web@": { listenStreams: ["80"] } })).toEqual([
      {
        message: "web@.socket is left out: it is a template, and nothing makes instances of one here",
        path: "systemd.sockets.web@",
        hint,
      },
    ]);
  });

  it("when nobody is there to have it", () => {
    const socketConfig = { Service: "wep.service" };
    expect(warned({ web: { listenStreams: ["80"], socketConfig } })).toEqual([
      {
        message: 'web.socket is left out: there is no unit "wep.service" that it could start',
        path: "systemd.sockets.web.socketConfig.Service",
        hint: 'did you mean "web.service"?',
      },
    ]);
  });
});

it("a setting that is not known is a warning, and what a container gives itself is one too", () => {
  const socketConfig = { ListenSteam: 1, Wants: "x.service", Slice: "a.slice", Symlinks: "/run/b" };
  expect(warned({ web: { listenStreams: ["80"], socketConfig } }).map(({ message, hint }) => [message, hint])).toEqual([
    [
      "web.socket has options that only the container itself can give, and they do nothing here: Slice",
      "`docker run` has options for most of them; `systemd.quietAboutSandbox = true` silences this",
    ],
    [
      "ListenSteam is not supported and does nothing",
      'did you mean "ListenStream", "ListenSpecial" or "ListenDatagram"?',
    ],
    ["Wants is not supported and does nothing", "it belongs in unitConfig"],
    ["Symlinks does nothing here", "no links are made"],
  ]);
});

it("mistakes in a socket are errors at their lines", () => {
  expect(mistakes({ listenStreams: ["web"], socketConfig: { SocketMode: "rw", Backlog: -1 } })).toEqual([
    ['must be an octal mode, not "rw"', "systemd.sockets.web.socketConfig.SocketMode"],
    ['must be a whole number from 0 to 2147483647, not "-1"', "systemd.sockets.web.socketConfig.Backlog"],
    [
      '"web" is no address to listen at: an absolute path, @NAME, PORT, IPV4:PORT or [IPV6]:PORT',
      "systemd.sockets.web.listenStreams",
    ],
  ]);
  expect(
    mistakes({
      listenDatagrams: ["53"],
      socketConfig: {
        ListenSequentialPacket: "53",
        FileDescriptorName: "a:b",
        Service: "web",
        SocketUser: "nobdy",
        BindIPv6Only: "no",
      },
    }),
  ).toEqual([
    ['"a:b" has a colon, a space or more than 255 characters', "systemd.sockets.web.socketConfig.FileDescriptorName"],
    ['there is no user "nobdy" in the image', "systemd.sockets.web.socketConfig.SocketUser"],
    ['must be one of default, both, ipv6-only, not "no"', "systemd.sockets.web.socketConfig.BindIPv6Only"],
    [
      '"53" is a port, and only sockets with a path or a name have packets in sequence',
      "systemd.sockets.web.socketConfig.ListenSequentialPacket",
    ],
    ['"web" is not the name of a service', "systemd.sockets.web.socketConfig.Service"],
  ]);
  expect(mistakes({ listenStreams: ["80"], socketConfig: { SocketGroup: "www" } })).toEqual([
    ['there is no group "www" in the image', "systemd.sockets.web.socketConfig.SocketGroup"],
  ]);
  expect(mistakes({ listenStreams: ["/run/decl/control", "/nix/store/x", "@/run/decl/x"] })).toEqual([
    [
      "/run/decl/control cannot be made: in /run/decl is what the image's init knows of its services",
      "systemd.sockets.web.listenStreams",
    ],
    ["/nix/store/x cannot be made: /nix/store holds packages alone", "systemd.sockets.web.listenStreams"],
  ]);
  expect(mistakes({})).toEqual([["the socket says nowhere where it listens", "systemd.sockets.web.listenStreams"]]);
  expect(mistakes({ socketConfig: { ListenSteam: 80 } })).toEqual([
    [
      "ListenSteam is not known, and the socket says nowhere where it listens",
      "systemd.sockets.web.socketConfig.ListenSteam",
    ],
  ]);
  expect(errorsOf(() => plan({}, { sockets: { "a b": {} } }))).toMatchObject([
    { message: '"a b" cannot be a unit\'s name', path: ["systemd", "sockets", "a b"] },
  ]);
});
