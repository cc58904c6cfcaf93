import { expect, it } from "vitest";
import { newVolume } from "./services/client.ts";
import { type Declared, oneshot, runDeclared } from "./services/declared.ts";

/** What lies in folders: type, mode, owner, path and target of a link. */
const look = (...folders: string[]): string =>
  `find ${folders.join(" ")} -printf '%y %m %u:%g %p %l\\n' | sort -k4 | sed 's/ *$//'`;

const RULES = [
  ...[
    "d /srv/t 0755",
    "d /srv/t/dir 2750 web web",
    "f /srv/t/dir/file 0640 web data - it's $HOME\\n",
    "L /srv/t/link - - - - dir",
  ],
  ...["f /srv/t/adjusted 0644 - - - abcd", "z /srv/t/adjusted 0400 other", "w /srv/t/adjusted - - - - XY"],
  ...["d /srv/t/e 0700", "e /srv/t/e 0711 web"],
  ...[
    "d /run/t/dir 0750 web data",
    "f /run/t/dir/file 0604 - - - at boot",
    "F /run/t/new 0600 web - - text",
    "L /run/t/link - - - - /srv/t",
  ],
  ...[
    "p /run/t/pipe 0620 web data",
    "C /run/t/copy 0711 web - - /srv/t/dir",
    "D /run/t/emptied 0700",
    "d /run/t/%l 1777",
  ],
  ...[
    "d /run/t/tree 0700",
    "f /run/t/tree/file 0600",
    "Z /run/t/tree ~0755 web data",
    "f /run/t/z",
    "z /run/t/z 0440 :root data",
  ],
  ...["d /run/t/e 0700", "e /run/t/e 0711 other", "f /run/t/w - - - - abcd", "w /run/t/w - - - - XY"],
  ...["r /run/t/none", "R /run/t/no*"],
];

const SETTINGS = {
  "20-app": {
    "/srv/t/set": { d: { mode: "0710", user: "web", group: "data" } },
    "/run/t/set": { d: { mode: "0701", user: "other" }, z: { group: "data" } },
    "/run/t/set/text": { f: { mode: "0444", argument: "it's 100%% \\n literal" } },
  },
};

it("each type of line, in the image and at boot, on a read-only root", async () => {
  const config: Declared = {
    systemd: {
      tmpfiles: { rules: RULES, settings: SETTINGS },
      services: {
        show: oneshot(
          `${look("/srv/t", "/run/t")}; cat /srv/t/dir/file; for file in /srv/t/adjusted /run/t/{dir/file,new,w,set/text}; do cat $file; echo; done`,
        ),
        // Nobody waits for it, and yet its files are there.
        early: oneshot("test -d /run/t/dir", { before: ["show.service"] }),
      },
    },
  };
  const { code, output, lines } = await runDeclared(config, {
    docker: ["--read-only", "--tmpfs", "/run", "--hostname", "box.example"],
  });
  expect(code, output).toBe(0);
  expect(lines).toEqual([
    "d 755 root:root /run/t",
    "d 1777 root:root /run/t/box",
    // What the line does not say is the source's.
    "d 711 web:web /run/t/copy",
    "f 640 web:data /run/t/copy/file",
    "d 750 web:data /run/t/dir",
    "f 604 root:root /run/t/dir/file",
    "d 711 other:root /run/t/e",
    "d 700 root:root /run/t/emptied",
    "l 777 root:root /run/t/link /srv/t",
    "f 600 web:root /run/t/new",
    "p 620 web:data /run/t/pipe",
    "d 701 other:data /run/t/set",
    "f 444 root:root /run/t/set/text",
    "d 755 web:data /run/t/tree",
    "f 644 web:data /run/t/tree/file",
    "f 644 root:root /run/t/w",
    "f 440 root:data /run/t/z",
    "d 755 root:root /srv/t",
    "f 400 other:root /srv/t/adjusted",
    "d 2750 web:web /srv/t/dir",
    "f 640 web:data /srv/t/dir/file",
    "d 711 web:root /srv/t/e",
    "l 777 root:root /srv/t/link dir",
    "d 710 web:data /srv/t/set",
    "it's $HOME",
    "XYcd",
    "at boot",
    "text",
    "XYcd",
    "it's 100% \\n literal",
  ]);
});

it("on a volume the lines are done at each boot: what is there stays, is emptied, removed or written anew", async () => {
  const { volume, drop } = newVolume("live-tmpfiles");
  const config: Declared = {
    image: { volumes: { "/data": {} } },
    systemd: {
      tmpfiles: {
        rules: [
          ...[
            "d /data/kept 0750 web web",
            "f /data/kept/file 0640 - - - first",
            "D /data/emptied 0755",
            "F /data/anew - - - - anew",
          ],
          ...[
            "w+ /data/log - - - - more",
            "r /data/one*",
            "R /data/many",
            "L+ /data/link - - - - new",
            "e /data/e* 0711 web",
          ],
          ...["Z /data/tree 0700 web web", "z /data/single 0400 web"],
        ],
      },
      services: {
        show: oneshot(
          `cd /data; ${look("*")}; for file in kept/file anew log; do [ ! -e $file ] || echo $(cat $file); done`,
        ),
        change: oneshot(
          `cd /data; for file in kept/file kept/own emptied/x anew one1 single tree/file; do mkdir -p $(dirname $file); echo changed >$file; done
           echo -n log >log; mkdir -p many/below e1; ln -sfn old link`,
          { after: ["show.service"] },
        ),
      },
    },
  };
  try {
    const run = () => runDeclared(config, { docker: ["-v", `${volume}:/data`] });
    expect((await run()).lines).toEqual([
      "f 644 root:root anew",
      "d 711 web:root emptied",
      "d 750 web:web kept",
      "f 640 root:root kept/file",
      "l 777 root:root link new",
      "first",
      "anew",
    ]);
    expect((await run()).lines).toEqual([
      "f 644 root:root anew",
      "d 711 web:root e1",
      "d 711 web:root emptied",
      "d 750 web:web kept",
      "f 640 root:root kept/file",
      "f 644 root:root kept/own",
      "l 777 root:root link new",
      "f 644 root:root log",
      "f 400 web:root single",
      "d 700 web:web tree",
      "f 700 web:web tree/file",
      "changed",
      "anew",
      "logmore",
    ]);
  } finally {
    await drop();
  }
});

it("what cannot be made is told, and the services start all the same", async () => {
  const { code, output, lines } = await runDeclared(
    {
      systemd: {
        tmpfiles: { rules: ["p /srv/pipe", "d /run/t 0700"] },
        services: { a: oneshot("ls -d /run/t") },
      },
    },
    { docker: ["--read-only", "--tmpfs", "/run"] },
  );
  expect(output).toMatch(/^tmpfiles: .*Read-only file system$/m);
  expect([code, lines.filter((line) => !line.startsWith("tmpfiles: "))]).toEqual([0, ["/run/t"]]);
});
