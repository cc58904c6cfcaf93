import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerOutput, temporaryFolder } from "./engine.ts";
import { buildImage, clientOf, curl, prepareClient, startImage } from "./services/client.ts";
import type { Container } from "./services/container.ts";

const IMAGES = join(import.meta.dirname, "../../images");
const CSS = `body { color: black; } /* ${"long ".repeat(200)} */\n`;

const DECLARATION = `// syntax=decl/frontend
import { context, image } from "decl";
const tls = { sslCertificate: "/srv/tls/cert.pem", sslCertificateKey: "/srv/tls/key.pem" };
export default image(({ pkgs }) => ({
  image: {
    name: "nginx-live",
    contents: [
      { source: context("./tls"), target: "/srv/tls", mode: "0640", group: "nginx" },
      { source: context("./app.mjs"), target: "/srv/app/app.mjs" },
    ],
  },
  services: {
    nginx: {
      enable: true,
      statusPage: true,
      recommendedGzipSettings: true,
      recommendedOptimisation: true,
      recommendedProxySettings: true,
      recommendedTlsSettings: true,
      upstreams: { app: { servers: { "127.0.0.1:8000": { max_fails: 0 }, "127.0.0.1:8001": { backup: true } } } },
      virtualHosts: {
        localhost: {
          default: true,
          root: context("./www"),
          locations: {
            "/app/": { proxyPass: "http://app/" },
            "/ws": { proxyPass: "http://app", proxyWebsockets: true },
            "/old": { return: "301 /new" },
            "/tried/": { tryFiles: "$uri /plop" },
            "/files/": { alias: context("./files/") },
            "= /hello": { return: "200 hello", extraConfig: "add_header X-Test yes;" },
          },
        },
        "secret.test": {
          basicAuth: { alice: "wonder" },
          root: context("./www"),
          locations: { "/style.css": { extraConfig: "auth_basic off;" } },
        },
        "secure.test": { forceSSL: true, ...tls, locations: { "/": { return: "200 $server_protocol" } } },
        "both.test": { addSSL: true, ...tls, locations: { "/": { return: "200 $scheme" } } },
        "moved.test": { globalRedirect: "secure.test", redirectCode: 308 },
      },
    },
  },
  systemd: {
    services: { app: { serviceConfig: { ExecStart: \`\${pkgs.nodejs}/bin/node /srv/app/app.mjs\`, DynamicUser: true } } },
  },
}));
`;

/** Tells the headers it gets, and sends what it hears on a websocket back in capitals (RFC 6455). */
const APPLICATION = `
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const server = createServer((request, response) => response.end(JSON.stringify({ url: request.url, ...request.headers })));
server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n");
  socket.write("Sec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
  socket.on("data", (frame) => {
    const length = frame[1] & 127;
    const text = Buffer.from(frame.subarray(6, 6 + length).map((byte, i) => byte ^ frame[2 + (i % 4)])).toString();
    socket.write(Buffer.concat([Buffer.from([0x81, length]), Buffer.from(text.toUpperCase())]));
  });
});
server.listen(8000, "127.0.0.1");
`;

/** A folder for a build, with a test certificate in tls/. */
function folderWithCertificate(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tls"));
  const files = ["-keyout", join(folder, "tls/key.pem"), "-out", join(folder, "tls/cert.pem")];
  const name = ["-subj", "/CN=secure.test", "-addext", "subjectAltName=DNS:secure.test,DNS:both.test"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...files, ...name], { stdio: "pipe" });
  return folder;
}

beforeAll(prepareClient);

describe("services.nginx", () => {
  let container: Container | undefined;
  let certificate = "";
  const running = () => container ?? expect.unreachable("the container did not start");
  const get = (args: string) => curl(running(), args);

  it("is built with hosts, an application and files of the context", async () => {
    const files = {
      "web.ts": DECLARATION,
      "app.mjs": APPLICATION,
      "www/plop": "plop\n",
      "www/style.css": CSS,
      "files/one.txt": "one\n",
    };
    const folder = folderWithCertificate();
    certificate = readFileSync(join(folder, "tls/cert.pem"), "utf8");
    await buildImage("live-nginx", files, folder);
    container = await startImage("live-nginx", "--read-only", "--tmpfs", "/run");
  });
  afterAll(() => container?.[Symbol.asyncDispose]());

  it("serves files of the build context", async () => {
    expect(await get("localhost/plop")).toBe("plop\n");
    expect(await get("localhost/files/one.txt")).toBe("one\n");
    expect(await get("localhost/tried/nothing")).toBe("plop\n");
    expect(await get("-o /dev/null -w %{http_code} localhost/missing")).toBe("404");
  });

  it("does not let caches take a new file for the old one of the same size", async () => {
    const headers = await get("-I localhost/style.css");
    expect(headers).toMatch(/^content-type: text\/css/im);
    expect(headers).not.toMatch(/^(etag|last-modified):/im);
    expect(
      await get("-o /dev/null -w %{http_code} -H 'If-Modified-Since: Thu, 01 Jan 1970 00:00:01 GMT' localhost/plop"),
    ).toBe("200");
  });

  it("compresses what is worth it, for those who understand it", async () => {
    expect(await get("-sD- -o /dev/null -H 'Accept-Encoding: gzip' localhost/style.css")).toMatch(
      /^content-encoding: gzip/im,
    );
    expect(await get("--compressed localhost/style.css")).toBe(CSS);
    expect(await get("-I localhost/style.css")).not.toMatch(/content-encoding/i);
  });

  it("answers and redirects as locations say", async () => {
    expect(await get("-i localhost/hello")).toMatch(/^x-test: yes\r\n\r\nhello$/im);
    expect(await get("-o /dev/null -w '%{http_code} %{redirect_url}' localhost/old")).toBe("301 http://localhost/new");
    expect(await get("-o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: moved.test' localhost/a?b")).toBe(
      "308 http://secure.test/a?b",
    );
  });

  it("speaks TLS and HTTP/2, and redirects to them with forceSSL", async () => {
    const resolve = "--resolve secure.test:443:127.0.0.1 --resolve both.test:443:127.0.0.1";
    const trusting = `curl -s --cacert <(printf %s "$CERTIFICATE") ${resolve} https://secure.test/`;
    expect((await clientOf(running(), trusting, "-e", `CERTIFICATE=${certificate}`)).output).toBe("HTTP/2.0");
    expect(await get(`-k --http1.1 --tls-max 1.2 ${resolve} https://secure.test/`)).toBe("HTTP/1.1");
    expect(await get("-o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: secure.test' localhost/x")).toBe(
      "301 https://secure.test/x",
    );
    expect(await get(`-k ${resolve} https://both.test/`)).toBe("https");
    expect(await get("-H 'Host: both.test' localhost")).toBe("http");
  });

  it("asks for passwords", async () => {
    const secret = "-o /dev/null -w %{http_code} -H 'Host: secret.test'";
    expect(await get(`${secret} localhost/plop`)).toBe("401");
    expect(await get(`${secret} -u alice:wrong localhost/plop`)).toBe("401");
    expect(await get(`${secret} -u alice:wonder localhost/plop`)).toBe("200");
    expect(await get(`${secret} localhost/style.css`)).toBe("200");
  });

  it("is a proxy for the application beside it, which learns of the client", async () => {
    expect(JSON.parse(await get("-H 'Host: web.test' localhost/app/page?x=1"))).toMatchObject({
      url: "/page?x=1",
      host: "web.test",
      "x-real-ip": "::1",
      "x-forwarded-proto": "http",
    });
  });

  it("passes websockets on", async () => {
    const script = [
      'const socket = new WebSocket("ws://localhost/ws");',
      'socket.onopen = () => socket.send("hello");',
      "socket.onmessage = ({ data }) => { console.log(data); process.exit(); };",
      "socket.onerror = () => process.exit(1);",
    ];
    expect((await clientOf(running(), `node -e '${script.join("")}'`)).output).toBe("HELLO\n");
  });

  it("tells the container itself how it does", async () => {
    expect(await get("http://127.0.0.1/nginx_status")).toMatch(/^Active connections: \d+/);
  });

  it("writes its log to the container's output, and reads its configuration again", async () => {
    await get("localhost/for-the-log");
    expect(await running().wrote(/GET \/for-the-log/)).toMatch(/\[nginx\] ::1 .*"GET \/for-the-log HTTP\/1\.1" 404/);
    await dockerOutput(["exec", running().id, "/etc/decl/unit", "reload", "nginx"]);
    await get("localhost/after-the-reload");
    await running().wrote(/GET \/after-the-reload/);
    expect(await running().logs()).not.toMatch(/Read-only|denied|warn/);
  });

  it("stops at once", async () => {
    expect((await running().stop()).code).toBe(0);
  });
});

describe("a user of its own", () => {
  it("runs nginx on a high port, in a container without root", async () => {
    await buildImage("live-nginx-user", {
      "web.ts": `// syntax=decl/frontend
import { context, image } from "decl";
export default image({
  image: { user: "1000:1000" },
  services: {
    nginx: {
      enable: true,
      user: "1000",
      group: "1000",
      defaultHTTPListenPort: 8080,
      virtualHosts: { localhost: { root: context("./www") } },
    },
  },
});
`,
      "www/plop": "plop\n",
    });
    const writable = ["--tmpfs", "/run:mode=1777"];
    await using container = await startImage("live-nginx-user", "--read-only", "--cap-drop=ALL", ...writable);
    expect(await curl(container, "localhost:8080/plop")).toBe("plop\n");
    await container.wrote(/"GET \/plop HTTP\/1\.1" 200/);
  });
});

describe("the predecessor's", () => {
  it("nginx", async () => {
    await buildImage("live-nginx-predecessor", {
      "nginx.ts": `// syntax=decl/frontend
import { context, image } from "decl";
export default image({
  image: { name: "nginx" },
  services: { nginx: { enable: true, virtualHosts: { localhost: { root: context("./www") } } } },
});
`,
      "www/plop": "plop",
    });
    await using container = await startImage("live-nginx-predecessor");
    expect(await curl(container, "http://localhost/plop")).toBe("plop");
  });
});

describe("images/nginx.ts", () => {
  it("serves its folder, and the application behind it", async () => {
    const read = (name: string) => readFileSync(join(IMAGES, name), "utf8");
    const page = read("www/index.html");
    await buildImage("live-nginx-example", { "nginx.ts": read("nginx.ts"), "www/index.html": page });
    await using container = await startImage("live-nginx-example");
    expect(await curl(container, "localhost")).toBe(page);
    expect(await curl(container, "localhost/app/")).toBe("hello from the application\n");
    expect(await curl(container, "-o /dev/null -w %{http_code} localhost/old/")).toBe("301");
  });
});
