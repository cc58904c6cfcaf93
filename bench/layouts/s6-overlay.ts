import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What of s6-overlay version 3 runs with Debian's packages, which have s6 and execline but neither s6-rc nor s6-linux-init.
 *
 * As there: s6-svscan is process 1 and started by /init; services are folders below /etc/s6-overlay/s6-rc.d with `type`, an
 * execline `run`, `dependencies.d/base`, and a name in user/contents.d; they are copied to /run at each start, marked as down,
 * linked into the scan folder, and started together, each with its s6-supervise; rc.init stays as the parent of the
 * command, and stopping is one command for all services.
 *
 * In the place of others: `cp` and one `s6-svc` for s6-rc-compile, s6-rc-init and s6-rc, which read and check all definitions,
 * compile a database and start one s6-svlisten1 for each service; `cat` on a pipe for s6-linux-init-shutdownd; bash for the sh of
 * the scripts. Of the services that s6-rc adds, s6rc-oneshot-runner runs (s6-ipcserverd) and s6rc-fdholder is down, as with no
 * pipelines. Left out: preinit, the oneshots of the overlay itself (fix-attrs and the legacy ones), the container environment
 * in files, and the time that shutdownd gives to what is left before it kills.
 *
 * So what is measured of it is less than the real one needs, in time, memory and files.
 */
export function writeOverlayLayout(root: string, count: number): { files: number; bytes: number } {
  const size = { files: 0, bytes: 0 };
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
    size.files++;
    size.bytes += Buffer.byteLength(text);
  };
  write("/init", INIT, 0o755);
  write("/etc/s6-overlay/rc.init", RC_INIT, 0o755);
  write("/etc/s6-overlay/scan/.s6-svscan/SIGTERM", STOP, 0o755);
  symlinkSync("SIGTERM", join(root, "/etc/s6-overlay/scan/.s6-svscan/SIGINT"));
  write("/etc/s6-overlay/scan/.s6-svscan/finish", "#!/bin/execlineb -S0\nexit 0\n", 0o755);
  write("/etc/s6-overlay/scan/s6-linux-init-shutdownd/run", "#!/bin/execlineb -P\nredirfd -u 0 fifo\ncat\n", 0o755);
  write("/etc/s6-overlay/live/s6rc-oneshot-runner/run", ONESHOT_RUNNER, 0o755);
  write("/etc/s6-overlay/live/s6rc-oneshot-runner/notification-fd", "3\n");
  write("/etc/s6-overlay/live/s6rc-fdholder/run", "#!/bin/execlineb -P\ns6-fdholderd\n", 0o755);
  write("/etc/s6-overlay/s6-rc.d/user/type", "bundle\n");
  for (let i = 0; i < count; i++) {
    const folder = `/etc/s6-overlay/s6-rc.d/s${i}`;
    write(`${folder}/type`, "longrun\n");
    write(`${folder}/run`, "#!/bin/execlineb -P\nsleep infinity\n", 0o755);
    write(`${folder}/dependencies.d/base`, "");
    write(`/etc/s6-overlay/s6-rc.d/user/contents.d/s${i}`, "");
  }
  return size;
}

const INIT = `#!/bin/bash -e
cp -r /etc/s6-overlay/scan /run/service
mkfifo /run/service/s6-linux-init-shutdownd/fifo /run/started
exec 4<>/run/started
/etc/s6-overlay/rc.init "$@" 5<&4 4>&- &
exec s6-svscan -d 4 -C 500 /run/service </dev/null
`;

const RC_INIT = `#!/bin/bash -e
read -r _ <&5
exec 5>&-
cd /etc/s6-overlay/s6-rc.d/user/contents.d
services=(*)
mkdir -p /run/s6-rc
cp -r /etc/s6-overlay/live /run/s6-rc/servicedirs
cd ../..
cp -r "\${services[@]}" /run/s6-rc/servicedirs
cd /run/s6-rc/servicedirs
touch "\${services[@]/%//down}" s6rc-fdholder/down
ln -s -t /run/service /run/s6-rc/servicedirs/*
s6-svscanctl -a /run/service
cd /run/service
for service in "\${services[@]}"; do
  until [[ -p $service/supervise/control ]]; do read -r -t 0.001 <> <(:) || true; done
done
until s6-svc -u -wu -T 5000 "\${services[@]}" 2>/dev/null; do read -r -t 0.001 <> <(:) || true; done
"$@"
s6-svscanctl -t .
`;

const STOP = `#!/bin/bash
cd /run/s6-rc/servicedirs
s6-svc -d -wD -T 5000 *
s6-svscanctl -t /run/service
`;

const ONESHOT_RUNNER = `#!/bin/execlineb -P
fdmove -c 2 1
fdmove 1 3
s6-ipcserver-socketbinder -- s
s6-ipcserverd -1 -- true
`;
