import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { SYSTEMCTL_PROPERTIES, SYSTEMCTL_VERBS } from "../../../src/modules/nixos/missing-calls.ts";

const folder = mkdtempSync(join(tmpdir(), "decl-stand-ins-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `unit` says (init/src/unit, init/src/machine/requests.rs), and writes down what it is asked to do. */
const UNIT = `#!/bin/bash
told= waits=yes
[ "$1" != --no-block ] || { shift && waits=; }
[ $# -eq 2 ] && case ${"${2%.service}"} in
  web) told=active ;; setup) told=exited ;; db) told=starting ;; old) told=stopping ;; broken) told=failed ;; fixed) told=active ;;
  off | systemd-tmpfiles-setup) told=inactive ;; *) echo "unit: there is no unit $2" >&2 && exit 2 ;;
esac
case $1 in
  status) if [ $# -eq 1 ]; then echo "active       web.service"; else echo "$2: $told" && echo "  description  a: service"; fi ;;
  *)
    echo "$*" >>"$FOLDER/asked"
    case $* in
      'reload fixed') echo "unit: fixed.service cannot be reloaded: it has no ExecReload=" >&2 && exit 1 ;;
      'reload broken' | 'start broken') [ -n "$waits" ] || exit 0; echo "unit: broken.service failed" >&2 && exit 1 ;;
    esac
    ;;
esac
`;
/** Prints where the message is to go, and the message. */
const SOCAT = '#!/bin/bash\necho "$*"\nwhile read -r line; do echo "$line"; done\n';

beforeEach(() => rmSync(join(folder, "asked"), { force: true }));
program("unit", UNIT);
program("socat", SOCAT);

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

interface Run {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a stand-in as it is in an image, but for where its packages are. */
function run(name: string, words: string, { input = "", env = {} }: Run = {}) {
  const text = readFileSync(join(import.meta.dirname, `../../../src/modules/nixos/stand-ins/${name}.sh`), "utf8");
  const own = text.replaceAll("@bash@/bin/bash", "/bin/bash").replaceAll("@socat@/bin", folder);
  const file = program(name, own);
  const { status, stdout, stderr } = spawnSync(
    file,
    words.split(" ").filter((word) => word !== ""),
    {
      input,
      encoding: "utf8",
      env: { ...env, FOLDER: folder, DECL_UNIT: join(folder, "unit") },
    },
  );
  const asked = existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8").trim().split("\n") : [];
  return { status, stdout, stderr, asked };
}

describe("systemctl", () => {
  it.each([
    ["is-active web", 0, "active\n"],
    ["is-active web.service off", 0, "active\ninactive\n"],
    ["is-active setup", 0, "active\n"],
    ["is-active db", 3, "activating\n"],
    ["is-active old", 3, "deactivating\n"],
    ["is-active broken", 3, "failed\n"],
    ["is-active nowhere", 3, "inactive\n"],
    ["--quiet is-active web", 0, ""],
    ["is-active -q off", 3, ""],
    ["is-failed broken", 0, "failed\n"],
    ["is-failed web broken", 0, "active\nfailed\n"],
    ["is-failed web", 1, "active\n"],
    ["is-enabled web", 0, "enabled\n"],
    ["is-system-running", 0, "running\n"],
    ["status", 0, "active       web.service\n"],
    ["status web", 0, "web: active\n  description  a: service\n"],
  ])("%s: %i", (words, status, stdout) => {
    expect(run("systemctl", words)).toMatchObject({ status, stdout });
  });

  it.each([
    ["show -p ActiveState web", "ActiveState=active\n"],
    ["show --property=ActiveState,SubState web", "ActiveState=active\nSubState=running\n"],
    ["show -p SubState -pResult --value setup", "exited\nsuccess\n"],
    ["show -P SubState x.target", "dead\n"],
    ["-P Result show broken", "exit-code\n"],
    ["show -P LoadState web", "loaded\n"],
    ["show -P LoadState nowhere", "not-found\n"],
  ])("%s", (words, stdout) => {
    expect(run("systemctl", words)).toMatchObject({ status: 0, stdout });
  });

  it("says of what it does not know that it does not", () => {
    expect(run("systemctl", "show -p MainPID web")).toMatchObject({
      stdout: "MainPID=\n",
      stderr: "systemctl: MainPID is not known here\n",
    });
    expect(run("systemctl", "kill web")).toMatchObject({
      status: 1,
      stderr: "systemctl: there is no systemd here, and kill is nothing that its stand-in can do\n",
    });
    expect(run("systemctl", "")).toMatchObject({ status: 1, stderr: expect.stringContaining("list-units is nothing") });
  });

  it("can do what the build does not warn of", () => {
    for (const verb of SYSTEMCTL_VERBS) expect(run("systemctl", `${verb} web`).stderr, verb).not.toContain("stand-in");
    for (const name of SYSTEMCTL_PROPERTIES) expect(run("systemctl", `show -p ${name} web`).stderr, name).toBe("");
  });

  it.each([
    ["start web db.service", 0, ["start web", "start db.service"]],
    ["start broken web", 1, ["start broken", "start web"]],
    ["--job-mode fail stop -t service web", 0, ["stop web"]],
    ["restart web", 0, ["restart web"]],
    ["reload fixed", 1, ["reload fixed"]],
    ["reload-or-restart web", 0, ["reload web"]],
    ["reload-or-restart fixed", 0, ["reload fixed", "restart fixed"]],
    ["reload-or-restart off", 0, ["restart off"]],
    ["try-reload-or-restart fixed off", 0, ["reload fixed", "restart fixed"]],
    ["try-restart off web", 0, ["restart web"]],
    ["enable web", 0, []],
    ["enable --now web", 0, ["start web"]],
    ["disable --now web", 0, ["stop web"]],
    ["daemon-reload", 0, []],
  ])("%s: %i", (words, status, asked) => {
    expect(run("systemctl", words)).toMatchObject({ status, asked });
  });

  it("does not wait with --no-block, and has asked all the same", () => {
    const asked = ["start broken", "start web"];
    expect(run("systemctl", "--no-block start broken web")).toMatchObject({ status: 0, stderr: "", asked });
    expect(run("systemctl", "--no-block try-reload-or-restart fixed").asked).toEqual(
      expect.arrayContaining(["reload fixed", "restart fixed"]),
    );
  });
});

describe("systemd-notify", () => {
  const env = { NOTIFY_SOCKET: "/run/notify" };

  it("sends what it is told to the socket of the service", () => {
    const { status, stdout } = run("systemd-notify", "--ready --status=up --pid=7 X_OWN=1 --no-block", { env });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "-u STDIN UNIX-SENDTO:/run/notify\nREADY=1\nSTATUS=up\nMAINPID=7\nX_OWN=1\n",
    });
  });

  it("means the process that calls it by --pid", () => {
    expect(run("systemd-notify", "--pid", { env }).stdout).toContain(`\nMAINPID=${process.pid}\n`);
  });

  it("does nothing with what stands in the environment", () => {
    const { stdout } = run("systemd-notify", "--stopping", { env: { ...env, message: "READY=1\n" } });
    expect(stdout).toBe("-u STDIN UNIX-SENDTO:/run/notify\nSTOPPING=1\n");
  });

  it("fails where nobody listens", () => {
    expect(run("systemd-notify", "--ready").status).toBe(1);
  });
});

describe("systemd-tmpfiles", () => {
  it("has the files made again", () => {
    expect(run("systemd-tmpfiles", "--prefix=/run --create")).toMatchObject({
      status: 0,
      asked: ["restart systemd-tmpfiles-setup"],
    });
  });

  it("has nothing to do where all of them are in the image", () => {
    program("unit", "#!/bin/bash\nexit 2\n");
    try {
      expect(run("systemd-tmpfiles", "--create")).toMatchObject({ status: 0, asked: [] });
    } finally {
      program("unit", UNIT);
    }
  });

  it("says that it does nothing else", () => {
    expect(run("systemd-tmpfiles", "--clean")).toMatchObject({
      asked: [],
      stderr: expect.stringContaining("--create"),
    });
  });
});

describe("systemd-cat", () => {
  it("writes what it reads", () => {
    expect(run("systemd-cat", "-t web -p info", { input: "a  b\nlast" }).stdout).toBe("a  b\nlast\n");
  });

  it("runs a command", () => {
    expect(run("systemd-cat", "--identifier=web --stderr-priority err /bin/echo -n x").stdout).toBe("x");
  });
});

it("journalctl says that there is no journal, and fails", () => {
  expect(run("journalctl", "-u web")).toMatchObject({ status: 1, stderr: expect.stringContaining("docker logs") });
});
