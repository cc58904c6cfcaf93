import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { build, dockerOutput, errorIn } from "./engine.ts";

const nginx = (options: string, more = "") => `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  ${more}
  services: { nginx: { enable: true, ${options} } },
}));
`;
const idOf = async (name: string) => (await dockerOutput(["image", "inspect", "-f", "{{.Id}}", name])).trim();
const options = (name: string) => ["--provenance=false", "-t", name];

describe("nginx -t in a build", () => {
  it("ends it with nginx's message, at the line that nginx does not understand", async () => {
    const host = 'virtualHosts: { a: {\n    root: "/srv",\n    extraConfig: "charset utf-8;\\ngzipp on;",\n  } }';
    const text = errorIn(await build({ files: { "web.ts": nginx(host) } }));
    expect(text).toBe(
      `web.ts:7:18: image.checks.nginx failed (exit code: 1): nginx: [emerg] unknown directive "gzipp" in /etc/nginx/nginx.conf:42
nginx: configuration file /etc/nginx/nginx.conf test failed
  hint: that line is: gzipp on;`,
    );
  });

  it("takes for granted what only a container has: names, certificates and mounted files", async () => {
    const host = `
      upstreams: { app: { servers: { "one.internal:80": {}, "two.internal:80": { backup: true } } } },
      virtualHosts: { a: {
        forceSSL: true, sslCertificate: "/etc/tls/a.pem", sslCertificateKey: "/run/secrets/a.key",
        locations: { "/": { proxyPass: "http://backend:3000" }, "/app": { proxyPass: "http://app" } },
        basicAuthFile: "/run/secrets/htpasswd",
      }, b: { extraConfig: "include /run/secrets/*.conf;" } },`;
    const built = await build({ files: { "web.ts": nginx(host) }, options: options("live-checks-outside") });
    expect(built.code, built.output).toBe(0);
  });

  it("looks up no host, whatever it is called and however it is written", async () => {
    const passed = Object.entries({
      ...{
        "/a": "http://proxy:8080",
        "/b": "http://http",
        "/c": "http://pass/app?x",
        "/d": "https://https:1/",
        "/e": "http://a/a/",
      },
    }).map(([path, to]) => `${JSON.stringify(path)}: { proxyPass: ${JSON.stringify(to)} }`);
    const host = `
      upstreams: { app: { servers: { pass: {}, server: {}, http: {}, a: {}, "a:81": { backup: true } } } },
      appendConfig: "error_log syslog:server=log:514,tag=x;",
      resolver: { addresses: ["resolver"] },
      virtualHosts: { a: {
        listen: [{ addr: "a", port: 80 }, { addr: "listen", port: 80 }],
        locations: {
          ${passed.join(", ")},
          "/f": { extraConfig: "set_real_ip_from proxy; fastcgi_pass fastcgi:9000; # fastcgi:9000" },
          "/g": { extraConfig: "uwsgi_pass\\n  uwsgi:1;" },
          "/h": { proxyPass: "http://app" },
          "/i": { extraConfig: "include /etc/nginx/more.conf;" },
        },
      } },`;
    // With a text of its own: of a step that comes from the build cache no output is shown.
    const more = `environment: { etc: { "nginx/more.conf": { text: "scgi_pass scgi:1; # ${randomUUID()}" } } },`;
    const built = await build({ files: { "web.ts": nginx(host, more) }, options: options("live-checks-hosts") });
    expect(built.code, built.output).toBe(0);
    expect(built.output.match(/not checked further: .*/g)).toEqual([
      expect.stringContaining('host not found in upstream "scgi" in /etc/nginx/more.conf:1'),
    ]);
    // What is wrong behind all these is still found.
    const wrong = nginx(host.replace('"include /etc/nginx/more.conf;"', '"gzipp on;"'));
    expect(errorIn(await build({ files: { "web.ts": wrong } }))).toContain('unknown directive "gzipp"');
  });

  it("still finds a file that nothing mounts", async () => {
    const host = 'appendHttpConfig: "include /etc/nginx/missing.conf;"';
    expect(errorIn(await build({ files: { "web.ts": nginx(host) } }))).toMatch(
      /^web\.ts:5:\d+: image\.checks\.nginx failed.*open\(\) "\/etc\/nginx\/missing\.conf" failed \(2: No such file/,
    );
  });

  it("is left out, with a warning, for another platform", async () => {
    const platform = process.arch === "arm64" ? "linux/amd64" : "linux/arm64";
    const files = { "web.ts": nginx('appendHttpConfig: "gzipp on;"') };
    const { output, code } = await build({ files, options: ["--platform", platform, "--output", "type=cacheonly"] });
    expect(code, output).toBe(0);
    expect(output).toMatch(/image\.checks\.nginx is left out: the image is for \w+, and the engine is \w+/);
  });

  it("changes nothing of the image", async () => {
    const ids: string[] = [];
    for (const isChecked of [true, false]) {
      const name = `live-checks-${isChecked}`;
      const text = nginx(`validateConfigFile: ${isChecked}`);
      const { output } = await build({ files: { "web.ts": text }, options: options(name) });
      expect(/check nginx in the image/.test(output)).toBe(isChecked);
      ids.push(await idOf(name));
    }
    expect(ids[0]).toBe(ids[1]);
  });
});

describe("image.checks", () => {
  const declaration = (command: string) => `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils], etc: { "app.conf": { text: "one\\ntwo\\n" } } },
  image: {
    env: { MODE: "strict" },
    checks: { app: { command: ["/bin/bash", "-c", ${JSON.stringify(command)}], about: [["environment", "etc"]] } },
  },
}));
`;

  it("runs in the finished image, as root, with its environment and without a network", async () => {
    const command =
      "[[ $(</etc/app.conf) == one*two && $MODE == strict && $EUID == 0 ]] && ! (: </dev/tcp/1.1.1.1/80) 2>/dev/null && echo >/left-behind";
    const built = await build({ files: { "app.ts": declaration(command) }, options: options("live-checks-app") });
    expect(built.code, built.output).toBe(0);
    expect(
      await dockerOutput(["run", "--rm", "live-checks-app", "/bin/bash", "-c", "[[ -e /left-behind ]] || echo clean"]),
    ).toBe("clean\n");
  });

  it("fails the build with what it says, at the option whose line it names", async () => {
    const text = errorIn(
      await build({ files: { "app.ts": declaration("echo wrong at /etc/app.conf:2 >&2; exit 3") } }),
    );
    expect(text).toBe(
      "app.ts:4:90: image.checks.app failed (exit code: 3): wrong at /etc/app.conf:2\n  hint: that line is: two",
    );
  });

  it("adds no package to the image", async () => {
    const files = { "app.ts": declaration("true").replace('"/bin/bash"', "`${pkgs.hello}/bin/hello`") };
    expect(errorIn(await build({ files }))).toMatch(
      /^app\.ts:4:\d+: image\.checks\.app needs hello, which the image does not have\n {2}hint: a check adds nothing/,
    );
  });
});
