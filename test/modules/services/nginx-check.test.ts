import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = readFileSync(new URL("../../../src/modules/services/nginx/config-check.sh", import.meta.url), "utf8");
const VALID = "nginx: the configuration file CONF syntax is ok\nnginx: configuration file CONF test failed";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nginx-check-"));
  mkdirSync(join(root, "etc/nginx"), { recursive: true });
  for (const name of ["passwd", "group"]) writeFileSync(join(root, "etc", name), "");
});
afterEach(() => rmSync(root, { recursive: true }));

/**
 * Runs the check on a configuration, with an nginx that writes one of `messages` in each run and fails. CONF in a message is the
 * configuration's file. The files of the image are below `root`.
 */
function check(config: string, ...messages: readonly string[]) {
  const conf = join(root, "etc/nginx/nginx.conf");
  writeFileSync(conf, config);
  for (const [index, message] of messages.entries()) {
    writeFileSync(join(root, `message-${index}`), `${message.replaceAll("CONF", conf)}\n`);
  }
  const nginx = join(root, "nginx");
  writeFileSync(
    nginx,
    `#!/bin/bash\nrun=$(cat ${root}/run 2>/dev/null || echo 0)\necho $((run + 1)) >${root}/run\ncat ${root}/message-$run >&2\nexit 1\n`,
    { mode: 0o755 },
  );
  const script = SCRIPT.replace("@nginx@", nginx)
    .replace(/^@mkdir@.*$/m, "")
    .replace("@mounts@", "/run /srv/data")
    .replaceAll("/etc/", `${root}/etc/`);
  const { status, stdout, stderr } = spawnSync("bash", ["-uc", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  return { status, output: stdout.replaceAll(conf, "CONF").trim(), text, conf: text("etc/nginx/nginx.conf").trim() };
}

describe("the check of nginx.conf, as nginx 1.30.6 says", () => {
  it("that the syntax is ok, whatever comes after it", () => {
    expect(check("events {}", VALID)).toMatchObject({ status: 0, output: "" });
  });

  it.each([
    ['host not found in upstream "app.internal:8080" in CONF:1', "proxy_pass http://app.internal:8080;"],
    ['host not found in resolver "app.internal" in CONF:1', "resolver app.internal;"],
    ['host not found in "app.internal:80" of the "listen" directive in CONF:1', "listen app.internal:80;"],
    ['host not found in set_real_ip_from "app.internal" in CONF:1', "set_real_ip_from app.internal;"],
  ])("that a host is unknown: %s", (message, directive) => {
    const { status, output, conf } = check(directive, `nginx: [emerg] ${message}`, VALID);
    expect([status, output, conf]).toEqual([0, "", directive.replace("app.internal", "127.1.0.0")]);
  });

  it("that a host in another file is unknown, which ends the check", () => {
    const message = 'nginx: [emerg] host not found in upstream "scgi" in /nix/more.conf:1';
    expect(check("include /nix/more.conf;", message)).toMatchObject({
      status: 0,
      output: `not checked further: ${message}`,
    });
  });

  it.each(["pwnam", "grnam"])("that the user or group that it was built with is missing: get%s", (call) => {
    const message = `nginx: [emerg] get${call}("nogroup") failed (2: No such file or directory)`;
    const { status, output, text } = check("events {}", message, VALID);
    expect([status, output]).toEqual([0, ""]);
    expect([text("etc/passwd"), text("etc/group")]).toEqual(["nogroup:x:65533:65533::/:\n", "nogroup:x:65533:\n"]);
  });

  it("that the user of the configuration is missing, which is a mistake", () => {
    const message = 'nginx: [emerg] getpwnam("web") failed (2: No such file or directory) in CONF:1';
    expect(check("user web;", message)).toMatchObject({ status: 1, output: message });
  });

  it.each([
    'open() "/run/secrets/more.conf" failed (2: No such file or directory) in CONF:1',
    'cannot load certificate "/srv/data/a.pem": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory)',
  ])("that a file is missing which may be mounted: %s", (message) => {
    const output = `not checked further: nginx: [emerg] ${message}`;
    expect(check("events {}", `nginx: [emerg] ${message}`)).toMatchObject({ status: 0, output });
  });

  it("that another file is missing, which is a mistake", () => {
    const message = 'nginx: [emerg] open() "/nix/missing.conf" failed (2: No such file or directory) in CONF:1';
    expect(check("include /nix/missing.conf;", message)).toMatchObject({ status: 1, output: message });
  });

  it("with a time and a process before a mistake, which are left out", () => {
    const message =
      '2026/07/31 10:11:12 [emerg] 7#7: unknown directive "gzipp" in CONF:1\nnginx: configuration file CONF test failed';
    expect(check("gzipp on;", message)).toMatchObject({
      status: 1,
      output: 'nginx: [emerg] unknown directive "gzipp" in CONF:1\nnginx: configuration file CONF test failed',
    });
  });
});
