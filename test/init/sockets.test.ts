import { statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanCommand, PlanService, PlanSocket } from "../../src/services/plan-file.ts";
import { makePipe } from "./pipes.ts";
import { initFolder, run, start, temporaryFolder } from "./program.ts";
import { bash, isRoot } from "./service.ts";

const socket = (more: Partial<PlanSocket>): PlanSocket => ({
  ...{ unit: "web.socket", name: "web.socket", index: 0 },
  ...more,
});

/** What s6 does for a service. */
const RUN = `( cd "$DECL_STATE/scan/web.service" && exec -a run "$DECL_STATE/../init" web.service )`;

/** An init with one service beside others, and what this script does in the place of s6. */
const withService = (service: Partial<PlanService>, script = RUN, others: Record<string, PlanService> = {}) => {
  const services: Record<string, PlanService> = { ...others, "web.service": { start: [], ...service } };
  const units = Object.entries(services).map(([name, one]) => [name, { service: one }]);
  return initFolder(
    { units: Object.fromEntries(units) },
    { "s6/s6-svscan": `#!/bin/bash\nPATH=/usr/bin:/bin\n${script}\n`, "scan/web.service/down": "" },
  );
};

/** A server that tells a client what it knows of its sockets, and ends. */
const SERVER = `
const { env, pid } = process;
const second = require("fs").readlinkSync("/proc/self/fd/4").replace(/:.*/, "");
const server = require("net").createServer((client) => {
  const told = [env.LISTEN_PID === String(pid), env.LISTEN_FDS, env.LISTEN_FDNAMES, second].join(" ");
  client.end(told, () => process.exit(0));
});
server.listen({ fd: 3 });`;

const server: PlanCommand = { run: [process.execPath, "-e", SERVER.replaceAll(/[$%]/g, "$&$&")] };

/** What a server says to who connects. */
function ask(path: string): Promise<string> {
  return new Promise((done, failed) => {
    let text = "";
    const client = connect(path);
    client.on("data", (data) => (text += data));
    client.on("error", failed);
    client.on("close", () => done(text));
  });
}

describe("the sockets of a service", () => {
  it("are open before it starts and between its starts, and only its own command has them", async () => {
    const folder = temporaryFolder();
    const [own, go] = [join(folder, "deep/web.sock"), join(folder, "go")];
    makePipe(go);
    const sockets = [
      socket({ index: 1, path: own }),
      socket({ index: 2, name: "more", path: join(folder, "more.sock") }),
    ];
    const init = withService(
      { start: [server], startPre: [bash("echo pre $LISTEN_FDS; ls /proc/self/fd")], sockets },
      `echo open; read -r _ <'${go}'; ${RUN}; echo between; read -r _ <'${go}'; ${RUN}`,
      { "other.service": { start: [], type: "notify", sockets: [socket({ index: 0, path: `@${folder}` })] } },
    );
    const running = start([`${init}/init`, `${init}/state`]);
    for (const moment of ["open\n", "between\n"]) {
      await running.wrote(moment);
      const answer = ask(own);
      writeFileSync(go, "\n");
      expect(await answer).toBe("true 2 web.socket:more socket");
    }
    expect((await running.ended).stdout).toBe("open\npre\n0\n1\n2\n3\nbetween\npre\n0\n1\n2\n3\n");
  });

  it("are what the plan says: streams, datagrams and packets, at paths, names, ports and addresses", async () => {
    const folder = temporaryFolder();
    const sockets = [
      socket({ index: 0, path: join(folder, "stream") }),
      socket({ index: 1, path: join(folder, "packets"), kind: "packets", options: ["PassCredentials"] }),
      socket({ index: 2, path: `@decl${process.pid}`, kind: "datagram" }),
      socket({ index: 3, port: 21_087, options: ["NoDelay", "KeepAlive", "ReusePort", "FreeBind"], backlog: 5 }),
      socket({ index: 4, address: "127.0.0.1", port: 21_088, kind: "datagram", options: ["Broadcast"] }),
      socket({ index: 5, address: "::1", port: 21_089, onlyV6: true }),
    ];
    const find = `for i in 3 4 5 6 7 8; do
      inode=$(readlink /proc/self/fd/$i); inode=\${inode//[!0-9]/}
      for table in unix tcp tcp6 udp udp6; do
        while read -ra words; do
          case " \${words[*]} " in *" $inode "*) case $table in
            unix) echo $table \${words[4]} \${words[7]} ;;
            *) echo $table \${words[1]} \${words[3]} ;;
          esac ;; esac
        done </proc/net/$table
      done
    done`;
    const init = withService({ start: [bash(find)], type: "oneshot", sockets });
    const { stdout, stderr } = await run([`${init}/init`, `${init}/state`]);
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual([
      `unix 0001 ${folder}/stream`,
      `unix 0005 ${folder}/packets`,
      `unix 0002 @decl${process.pid}`,
      `tcp6 ${"0".repeat(32)}:525F 0A`,
      "udp 0100007F:5260 07",
      `tcp6 ${"0".repeat(24)}01000000:5261 0A`,
    ]);
  });

  it("have their modes, and as root their owners; what was left at their paths gives way where it is a socket", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a/b/web.sock");
    const init = withService({
      start: [bash("true")],
      sockets: [socket({ path, mode: "0620", folderMode: "0711", owner: { uid: 990, gid: 991 } })],
    });
    const modeOf = (of: string) => (statSync(of).mode & 0o777).toString(8);
    for (const _ of [1, 2]) {
      expect(await run([`${init}/init`, `${init}/state`])).toMatchObject({ code: 0, stderr: "" });
      expect([path, join(folder, "a/b"), join(folder, "a")].map(modeOf)).toEqual(["620", "711", "755"]);
    }
    if (isRoot) expect(statSync(path)).toMatchObject({ uid: 990, gid: 991 });
  });

  it("do not wait with NonBlocking=, and do without", async () => {
    const folder = temporaryFolder();
    const flags = async (more: Partial<PlanService>) => {
      const sockets = [socket({ path: join(folder, "web.sock") })];
      const init = withService({ start: [bash("grep flags /proc/self/fdinfo/3")], sockets, ...more });
      return (await run([`${init}/init`, `${init}/state`])).stdout;
    };
    expect(await flags({})).toBe("flags:\t02\n");
    expect(await flags({ nonBlocking: true })).toBe("flags:\t04002\n");
  });

  it("let the service fail where they cannot be opened, and others have theirs", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const sockets = [
      socket({ path: join(folder, "good.sock") }),
      socket({ index: 1, unit: "bad.socket", path: join(folder, "file") }),
      socket({ index: 2, unit: "worse.socket", address: "203.0.113.1", port: 80 }),
    ];
    const init = withService(
      { start: [bash("echo never")], sockets },
      `${RUN}; echo $?; [ -S '${folder}/good.sock' ] && echo good`,
    );
    expect(await run([`${init}/init`, `${init}/state`])).toEqual({
      code: 0,
      stdout: "202\ngood\n",
      stderr: `init: bad.socket cannot listen at ${folder}/file: Address in use
init: worse.socket cannot listen at 203.0.113.1:80: Address not available
web.service: bad.socket is not open
`,
    });
  });
});
