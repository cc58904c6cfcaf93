import { expect, it } from "vitest";
import { buildDeclared, startDeclared } from "./services/declared.ts";

/** Says what it got, and answers each client's line. */
const server = (socat: string) => `echo "$1 $LISTEN_FDS $LISTEN_FDNAMES $([ "$LISTEN_PID" = $$ ] && echo own)"
exec socat ${socat},fork SYSTEM:'read -r line; echo "$line to $(id -un)"'`;

it("Sockets are open before their service, which gets them, also when it is started again", async () => {
  await using container = await startDeclared({
    image: { cmd: ["sleep", "infinity"] },
    systemd: {
      services: {
        web: {
          preStart: "read -r _ </run/go",
          script: server("ACCEPT-FD:3"),
          scriptArgs: "web",
          serviceConfig: { User: "web" },
        },
        second: { script: server("ACCEPT-FD:4"), scriptArgs: "second", serviceConfig: { Sockets: "web.socket" } },
        names: {
          serviceConfig: {
            ExecStart: "socat -u FD:3 STDOUT",
            NonBlocking: true,
          },
        },
      },
      tmpfiles: { rules: ["p /run/go 0666 root root -"] },
      sockets: {
        web: {
          socketConfig: {
            ListenStream: "%t/web/web.sock",
            SocketUser: "web",
            SocketGroup: "data",
            SocketMode: "0660",
            DirectoryMode: "0711",
            Backlog: 5,
          },
        },
        second: {
          listenStreams: ["80"],
          socketConfig: {
            FileDescriptorName: "http",
            BindIPv6Only: "default",
            NoDelay: true,
            KeepAlive: true,
            ReusePort: true,
            FreeBind: true,
            RemoveOnStop: true,
            TriggerLimitBurst: 5,
            TriggerLimitIntervalSec: 5,
            Accept: false,
          },
        },
        names: {
          socketConfig: { ListenDatagram: "127.0.0.1:5353", Service: "names.service", Broadcast: true },
        },
        packets: {
          socketConfig: { ListenSequentialPacket: "@packets", Service: "second.service", PassCredentials: true },
        },
      },
    },
  });
  const { output: early } = await container.exec(`until [ -S /run/web/web.sock ]; do sleep 0.02; done
stat -c '%a %U %G' /run/web /run/web/web.sock
exec 3< <(echo early | socat -t 9 - UNIX-CONNECT:/run/web/web.sock)
echo >/run/go; read -r answer <&3; echo "$answer"`);
  expect(early).toBe("711 root root\n660 web data\nearly to web\n");
  await container.ready();
  const ask = async (address: string) => (await container.exec(`echo hi | socat -t 9 - ${address}`)).output;
  expect(await ask("TCP4:127.0.0.1:80")).toBe("hi to root\n");
  await container.exec("echo a datagram | socat - UDP4-SENDTO:127.0.0.1:5353");
  for (const line of ["a datagram", "web 1 web.socket own", "second 3 packets.socket:http:web.socket own"])
    await container.wrote(new RegExp(`^${line}$`, "m"));

  const again = await container.exec(`/etc/decl/unit status web.socket
/etc/decl/unit restart web.service & until /etc/decl/unit status web.service | grep -q starting; do sleep 0.02; done
echo again | socat -t 9 - UNIX-CONNECT:/run/web/web.sock & echo >/run/go; wait`);
  expect(again.output).toMatch(/web\.socket: active/);
  expect(again.output).toContain("again to web\n");
});

it("Accept=yes, what is no socket, and what is run beside one are warnings of the build", async () => {
  const services = { web: { serviceConfig: { ExecStart: "true" } } };
  const { output } = await buildDeclared({
    systemd: {
      services,
      sockets: {
        each: { socketConfig: { ListenStream: "80", Accept: "yes", MaxConnections: 5, Service: "web.service" } },
        web: {
          socketConfig: {
            ListenFIFO: "/run/fifo",
            ListenSpecial: "/dev/x",
            ListenNetlink: "route",
            ListenMessageQueue: "/x",
            ListenUSBFunction: "/x",
          },
        },
        run: {
          socketConfig: {
            ListenStream: "81",
            Service: "web.service",
            ExecStartPre: "true",
            ExecStartPost: "true",
            ExecStopPre: "true",
            ExecStopPost: "true",
            Symlinks: "/run/link",
          },
        },
      },
    },
  });
  for (const option of ["ListenFIFO", "ListenNetlink", "ExecStartPre", "ExecStopPost", "Symlinks"])
    expect(output).toContain(`${option} does nothing here`);
  expect(output).toContain("each.socket is left out: with Accept=yes each connection has a service");
  expect(output).toContain("web.socket is left out: there is nothing that it could listen at");
});
