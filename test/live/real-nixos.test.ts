import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageAt } from "../../src/lib/package-reference.ts";
import { evaluateConfiguration } from "../../src/modules/configuration.ts";
import { nixosModule } from "../../src/modules/nixos/definitions.ts";
import { whyNothing } from "../../src/modules/nixos/nothing.ts";
import { nixosServices } from "../../src/modules/nixos/units.ts";
import { parseDerivation } from "../../src/nix/derivation.ts";
import { hostModule } from "../../src/options/host-module.ts";
import { CONTAINER_OPTIONS } from "../../src/services/option-table.ts";
import { readablePlaceholders } from "../../src/value/reference.ts";
import { askRealNixos, madeFor } from "./ask-real-nixos.ts";
import { offlineNix } from "./bare-package-set.ts";
import { build, docker, dockerOutput, offlineContexts, temporaryFolder } from "./engine.ts";
import { impersonate } from "./impersonating-cache.ts";
import { installNixInstantiate } from "./real-nix.ts";

/** A folder with a nixpkgs: where there is none, there is no real NixOS. */
const { DECL_NIXPKGS: nixpkgs = "" } = process.env;

/** Much of what one may say of nginx. */
const NGINX = {
  enable: true,
  recommendedGzipSettings: true,
  recommendedTlsSettings: true,
  recommendedOptimisation: true,
  recommendedProxySettings: true,
  recommendedUwsgiSettings: true,
  clientMaxBodySize: "100m",
  statusPage: true,
  sslDhparam: "/etc/dh.pem",
  mapHashMaxSize: 4096,
  proxyTimeout: "30s",
  serverTokens: true,
  resolver: { addresses: ["1.1.1.1"], valid: "10s" },
  commonHttpConfig: "log_format short '$request';",
  appendHttpConfig: "map $host $known { default 1; }",
  upstreams: {
    app: { servers: { "127.0.0.1:3000": {}, "127.0.0.1:3001": { backup: true } }, extraConfig: "keepalive 8;" },
  },
  virtualHosts: {
    "example.org": {
      default: true,
      forceSSL: true,
      sslCertificate: "/run/cert.pem",
      sslCertificateKey: "/run/key.pem",
      serverAliases: ["www.example.org"],
      root: "/srv/www",
      extraConfig: "add_header X-Served-By us;",
      locations: {
        "/": { index: "index.html", tryFiles: "$uri =404", priority: 900 },
        "/api": { proxyPass: "http://app", proxyWebsockets: true },
        "/old": { return: "301 /new" },
        "~ \\.php$": { fastcgiParams: { A: "b" }, extraConfig: "fastcgi_pass unix:/run/php.sock;" },
        "/files/": { alias: "/srv/files/" },
        "/python": { uwsgiPass: "unix:/run/uwsgi.sock" },
      },
    },
    "other.org": {
      addSSL: true,
      sslCertificate: "/run/cert.pem",
      sslCertificateKey: "/run/key.pem",
      globalRedirect: "example.org",
      redirectCode: 308,
    },
    "only.org": {
      onlySSL: true,
      sslCertificate: "/run/cert.pem",
      sslCertificateKey: "/run/key.pem",
      listen: [{ addr: "0.0.0.0", port: 8443, ssl: true }, { addr: "unix:/run/only.sock" }],
      kTLS: true,
    },
  },
};

/** What an image has beside NixOS's services: the init, and the programs that look. */
const TOOLS =
  "environment.systemPackages = with pkgs; [ bash cacert coreutils curl execline findutils gnugrep gnused redis s6 snooze socat tzdata util-linux ];";

const { nixpkgs: _, ...contexts } = offlineContexts();

const ask = (module: string) => {
  const asked = askRealNixos(join(installNixInstantiate(temporaryFolder()), "nix-instantiate"), nixpkgs, module);
  if ("error" in asked) throw new Error(asked.error);
  return asked;
};

describe.skipIf(nixpkgs === "" || !statSync(nixpkgs).isDirectory())("services of a real NixOS", () => {
  const name = "live-real-nixos";
  afterAll(() => docker(["rm", "-f", name]));

  it("run as its modules say, with the programs of the offline set", async () => {
    const module = `
  services.nginx = {
    enable = true;
    validateConfigFile = false; # by a program that is not in the offline set
    defaultMimeTypes = "\${pkgs.nginx}/conf/mime.types";
    virtualHosts.localhost = {
      root = ./www;
      locations."/app".proxyPass = "http://unix:/run/gunicorn.sock";
      locations."~ \\\\.php$".extraConfig = ''
        include \${pkgs.nginx}/conf/fastcgi_params;
        fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
        fastcgi_pass unix:\${config.services.phpfpm.pools.app.socket};
      '';
    };
  };
  services.phpfpm.pools.app = {
    user = "nginx";
    group = "nginx";
    settings = { "listen.owner" = "nginx"; pm = "static"; "pm.max_children" = 1; };
  };
  services.postgresql = { enable = true; ensureDatabases = [ "app" ]; ensureUsers = [ { name = "app"; ensureDBOwnership = true; } ]; };
  services.fcgiwrap.instances.cgi = {
    process = { user = "nobody"; group = "nogroup"; };
    socket = { user = "nginx"; group = "nginx"; };
  };
  # It is in another folder of the offline set's.
  systemd.services.fcgiwrap-cgi.serviceConfig.ExecStart = lib.mkForce "\${pkgs.fcgiwrap}/bin/fcgiwrap -c 1";
  services.nginx.virtualHosts.localhost.locations."/cgi".extraConfig = ''
    include \${pkgs.nginx}/conf/fastcgi_params;
    fastcgi_param SCRIPT_FILENAME \${pkgs.writeShellScript "hello.cgi" "printf 'Content-Type: text/plain\\n\\ncgi 42'"};
    fastcgi_pass unix:\${config.services.fcgiwrap.instances.cgi.socket.address};
  '';
  systemd.sockets.gunicorn = {
    wantedBy = [ "sockets.target" ];
    listenStreams = [ "/run/gunicorn.sock" ];
    socketConfig = { SocketUser = "nginx"; SocketMode = "0600"; };
  };
  systemd.services.gunicorn = {
    environment.PYTHONPATH = with pkgs.python3Packages; makePythonPath [ flask gunicorn ];
    serviceConfig = {
      Type = "notify";
      DynamicUser = true;
      ExecStart = "\${pkgs.python3}/bin/python3 -m gunicorn app:app";
      WorkingDirectory = ./app;
    };
  };
  services.redis.servers."".enable = true;
  services.memcached.enable = true;
  services.openssh.enable = true;
  systemd.tmpfiles.rules = [ "d /run/sshd 0755 root root -" ]; # Debian's sshd wants it
  systemd.services.tick = { script = "date +%s >>/tmp/ticks"; startAt = "*:*:0/3"; };
`;
    const { answer, store } = ask(module.replace("root = ./www;", "").replace("WorkingDirectory = ./app;", "") + TOOLS);
    const made = madeFor(JSON.stringify({ ...answer, services: nixosServices(answer.services) }), store);
    expect(made.length).toBeGreaterThan(5);
    const cache = temporaryFolder();
    // What goes into php.ini is not in the offline set.
    const { key } = impersonate(cache, store, (one) => made.includes(one) && one !== "php.ini");
    rmSync(dirname(dirname(dirname(store))), { recursive: true });
    const packed = temporaryFolder();
    execFileSync("tar", ["czf", join(packed, "nixpkgs.tar.gz"), "--transform", "s,^\\.,nixpkgs,S", "-C", nixpkgs, "."]);
    const folder = temporaryFolder();
    const declared = {
      folder,
      files: {
        "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  nixpkgs: { binaryCaches: [{ url: "context:theirs", publicKeys: [${JSON.stringify(key)}] }] },
  nixosConfiguration: "./nixos/server.nix",
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils, pkgs.curl, pkgs.redis] },
});
`,
        "nixos/server.nix": `{ config, lib, pkgs, ... }: {${module}}\n`,
        "nixos/www/index.html": "a page",
        "nixos/app/app.py": `from flask import Flask
app = Flask(__name__)
@app.get("/app")
def answer():
    return f"python {6 * 7}"
`,
        "nixos/www/index.php": '<?php echo "php ", 6 * 7;',
      },
      contexts: { ...contexts, nixpkgs: packed, theirs: cache },
      args: { DECL_NIX: offlineNix() },
    };
    const { code, output } = await build({ ...declared, options: ["-t", name] });
    expect(code, output).toBe(0);
    // What a lock says is enough to build it again, though evaluation makes some of that too.
    const locked = await build({ ...declared, options: ["--target=lock", "-o", folder] });
    expect(locked.code, locked.output).toBe(0);
    const again = await build({ ...declared, options: ["-t", name] });
    expect(again.code, again.output).toBe(0);
    await dockerOutput(["run", "-d", "--name", name, name]);
    const inside = (script: string) => dockerOutput(["exec", name, "/bin/bash", "-c", script]);
    const until = (script: string) =>
      inside(`for i in {1..300}; do { ${script}; } 2>/dev/null && exit; sleep 0.1; done; exit 1`);
    expect(await until("curl -sf localhost")).toBe("a page");
    expect(await until("curl -sf localhost/index.php")).toBe("php 42");
    expect(await until("curl -sf localhost/cgi")).toBe("cgi 42");
    expect(await until("curl -sf localhost/app")).toBe("python 42");
    expect(await until("redis-cli ping | { read -r x && [ $x = PONG ] && echo $x; }")).toBe("PONG\n");
    expect(
      await until("(exec 3<>/dev/tcp/127.0.0.1/11211 && printf 'version\\r\\n' >&3 && read -r -u3 x && echo $x)"),
    ).toMatch(/^VERSION/);
    expect(await until("(exec 3<>/dev/tcp/127.0.0.1/22 && read -r -u3 x && echo $x)")).toMatch(/^SSH-2\.0/);
    await until("[ $(wc -l </tmp/ticks) -gt 1 ]");
    await until(`[[ $(/etc/decl/unit status) = *"exited       postgresql-setup.service"* ]]`);
    const [psql = ""] = (await inside("echo /nix/store/*postgresql-and-plugins*/bin/psql")).trim().split(" ");
    const query = "select pg_get_userbyid(datdba) from pg_database where datname = 'app'";
    const asked = ["exec", "--user", "postgres", name, psql, "-h", "/run/postgresql", "-tAc", query, "postgres"];
    expect(await dockerOutput(asked)).toBe("app\n");
  });

  it("have no field that is neither carried nor named", () => {
    const held = ["services", "targets", "timers", "sockets"].map((name) => `systemd.${name}`);
    const options = [...held, "users.users", "users.groups", "environment.etc"];
    const fields = options.map((option) => `"${option}" = attrNames (options.${option}.type.getSubOptions [ ]);`);
    const { answer, store } = ask(
      `imports = [ ({ options, ... }: { warnings = with builtins; [ (toJSON { ${fields.join(" ")} }) ]; }) ];`,
    );
    rmSync(dirname(dirname(dirname(store))), { recursive: true });
    const all: Readonly<Record<string, string[]>> = JSON.parse(answer.warnings[0] ?? "");
    const lost = Object.entries(all).flatMap(([option, names]) =>
      names.filter((name) => whyNothing([...option.split("."), "any", name], false) === "decl makes nothing of it"),
    );
    expect(Object.keys(all).sort()).toEqual(options.toSorted());
    expect(lost.filter((name) => name !== "_module")).toEqual([]);
  });

  it("are configured as decl's own nginx module configures nginx, but for what differs in a container", () => {
    const settings = JSON.stringify(JSON.stringify({ ...NGINX, validateConfigFile: false }));
    const { answer, store } = ask(`services.nginx = builtins.fromJSON ${settings};`);
    const [file = ""] = readdirSync(store).filter((one) => one.endsWith("-nginx.conf.drv"));
    const { env } = parseDerivation(readFileSync(join(store, file), "utf8"));
    const { text = "" } = { ...Object.fromEntries(env), ...JSON.parse(env.get("__json") ?? "{}") };
    rmSync(dirname(dirname(dirname(store))), { recursive: true });
    const { config } = evaluateConfiguration(
      hostModule("image.ts", {
        services: { nginx: NGINX },
        environment: { systemPackages: [packageAt("nginx")] },
      }),
    );
    const theirs = directives(text);
    const ours = directives(readablePlaceholders(config.image.files["/etc/nginx/nginx.conf"]?.text ?? ""));
    const names = (some: readonly string[], others: readonly string[]) =>
      some.filter((one) => !others.includes(one)).map((one) => one.split(" ")[0]);
    // Logs go to the container's output. Where nginx keeps bodies for a while is nixpkgs' nginx's own /tmp otherwise, which another build
    // of nginx has not, and a container with a read-only root has none. Files lie in /etc/nginx. The ciphers, and with them the
    // parameters of DHE, are those of NixOS 26.05.
    expect(names(ours, theirs)).toEqual([
      "access_log",
      ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path`),
      "ssl_ciphers",
      "ssl_dhparam",
    ]);
    expect(names(theirs, ours)).toEqual(["ssl_ciphers"]);

    const unit = evaluateConfiguration(hostModule("image.ts", { nixos: {} }), nixosModule(answer)).config.systemd
      .services.nginx;
    const own = config.systemd.services.nginx;
    const plain = (config: object = {}) =>
      Object.fromEntries(
        Object.entries(config).filter(([setting]) => !setting.startsWith("Exec") && !CONTAINER_OPTIONS.has(setting)),
      );
    expect(plain(own?.serviceConfig)).toEqual(plain(unit?.serviceConfig));
    for (const relation of ["after", "before", "requires", "wants", "wantedBy"] as const) {
      expect(own?.[relation], relation).toEqual(unit?.[relation]);
    }
  });
});

/** What a configuration of nginx says, one directive each, with packages' paths as their names. */
function directives(text: string): string[] {
  return text
    .replace(/#.*/g, "")
    .replace(/\/nix\/store\/\S*?(\/[^/\s]*;)/g, "PACKAGE$1")
    .replace(/\$\{pkgs\.\w+\}\S*?(\/[^/\s]*;)/g, "PACKAGE$1")
    .replace(/(include) \S*-nginx-(recommended-proxy)_set_header-(headers\.conf)/g, "$1 /etc/nginx/$2-$3")
    .split(/[;{}]/)
    .map((one) => one.replace(/\s+/g, " ").trim())
    .filter((one) => one !== "");
}
