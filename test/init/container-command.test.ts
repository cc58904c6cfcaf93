import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Finished, initFolder, Running, start } from "./program.ts";

/** s6-svscan that is the manager too: it lets the command start, and ends with its code. */
const MANAGER = `#!/bin/sh
echo go 1<>../state/command
while read what code <&3; do
  echo "$what" >&2
  [ "$what" != command-ended ] || exit "$code"
done
`;
const folderWith = (supervisor: string) =>
  initFolder({}, { "s6/s6-svscan": supervisor, "no-program": "text", script: "exit 9" });

async function runCommand(folder: string, words: readonly string[], environment = {}): Promise<Finished> {
  return start([`${folder}/init`, `${folder}/state`, ...words], { environment }).ended;
}

describe("the container's command", () => {
  it("starts when it is told to, and its exit code is the container's", async () => {
    const folder = folderWith(MANAGER);
    expect(await runCommand(folder, ["sh", "-c", "echo it; exit 12"])).toEqual({
      code: 12,
      stdout: "it\n",
      stderr: "command-running\ncommand-ended\n",
    });
    expect(await runCommand(folder, ["sh", "-c", "kill -TERM $$"])).toMatchObject({ code: 143 });
  });

  it("has the container's environment, and the plan's path where there is none", async () => {
    const folder = folderWith(MANAGER);
    expect(await runCommand(folder, ["env"], { A: "b\nc" })).toMatchObject({ stdout: "A=b\nc\nPATH=/usr/bin:/bin\n" });
    expect(await runCommand(folder, ["/usr/bin/env"], { PATH: "/nothing", DECL_STATE: "own" })).toMatchObject({
      stdout: "PATH=/nothing\nDECL_STATE=own\n",
    });
  });

  it("has none of our files open, ignores no signal, and is a process group of its own", async () => {
    const folder = folderWith(MANAGER);
    const { stdout } = await runCommand(folder, [
      "sh",
      "-c",
      "ls /proc/$$/fd; set -- $(cat /proc/$$/stat); [ $5 = $$ ] && echo group; exec grep -E 'Sig(Blk|Ign)' /proc/self/status",
    ]);
    expect(stdout).toBe("0\n1\n2\ngroup\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  });

  it("that cannot be run is 127 or 126, as in a shell", async () => {
    const folder = folderWith(MANAGER);
    expect(await runCommand(folder, ["no-such-program", "word"])).toMatchObject({
      code: 127,
      stderr: expect.stringContaining("init: there is no program no-such-program\n"),
    });
    expect(await runCommand(folder, ["/no/such/program"])).toMatchObject({ code: 127 });
    const text = join(folder, "no-program");
    expect(await runCommand(folder, [text])).toMatchObject({
      code: 126,
      stderr: expect.stringContaining(`init: ${text} cannot be run: Permission denied\n`),
    });
  });

  it("does not run when the container ends before", async () => {
    const folder = folderWith("#!/bin/sh\necho no 1<>../state/command\n/bin/sleep 0.1; exit 3\n");
    expect(await runCommand(folder, ["echo", "it"])).toEqual({ code: 3, stdout: "", stderr: "" });
  });

  it("owns the terminal, whose keyboard reaches it alone, and Ctrl-Z does nothing", async () => {
    const folder = folderWith(MANAGER);
    const script = `trap 'echo interrupted; exit 5' INT; set -- $(cat /proc/$$/stat); [ $5 = $8 ] && echo fore''ground
      while :; do sleep 0.05; done`;
    const command = [`${folder}/init`, `${folder}/state`, "sh", "-c", `'${script.replaceAll("'", "'\\''")}'`].join(" ");
    const terminal = new Running(
      spawn("script", ["-qefc", `exec ${command}`, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] }),
    );
    await terminal.wrote("foreground\r\n");
    terminal.process.stdin?.write("\x1a");
    await terminal.wrote("^Z");
    terminal.process.stdin?.write("\x03");
    await terminal.wrote("interrupted\r\n");
    expect((await terminal.ended).code).toBe(5);
  });

  it("gives the terminal back to init, which hears Ctrl-C while services stop", async () => {
    const folder = folderWith(`${MANAGER.replace('exit "$code"', "break")}
      echo stops; read what <&3; echo "$what"; exit 6\n`);
    const terminal = new Running(
      spawn("script", ["-qefc", `exec ${folder}/init ${folder}/state sh -c 'exit 5'`, "/dev/null"], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    await terminal.wrote("stops\r\n");
    // The terminal is back a moment after the manager has heard of the end.
    const typing = setInterval(() => terminal.process.stdin?.write("\x03"), 20);
    const { code, stdout } = await terminal.ended;
    clearInterval(typing);
    expect([code, stdout]).toEqual([6, expect.stringContaining("shutdown 0\r\n")]);
  });
});
