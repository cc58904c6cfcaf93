import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

const evaluate = (text: string) => configure(`export default ({ pkgs }) => (${text})`);
const imageOf = async (text: string) => (await evaluate(text)).config.image;

describe("networking", () => {
  it("writes the files for runtimes that take them from the image, and says what to give Docker", async () => {
    const { config, warnings } = await evaluate(`{ networking: {
  hostName: "web",
  domain: "example.org",
  hosts: { "192.168.0.2": ["db", "db.local"] },
  extraHosts: "192.168.0.3 cache",
  nameservers: ["9.9.9.9"],
  search: ["example.org"],
} }`);
    const { files } = config.image;
    expect(files["/etc/hostname"]?.text).toBe("web\n");
    expect(files["/etc/hosts"]?.text).toBe(
      "127.0.0.1 localhost\n::1 localhost\n127.0.0.2 web.example.org web\n192.168.0.2 db db.local\n192.168.0.3 cache\n",
    );
    expect(files["/etc/resolv.conf"]?.text).toBe("search example.org\nnameserver 9.9.9.9\n");
    expect(config.networking.fqdn).toBe("web.example.org");
    expect(warnings.map(({ hint, place }) => [place?.start.line, hint])).toEqual([
      [2, "use docker run --hostname web"],
      [3, "use docker run --domainname example.org"],
      [4, "use docker run --add-host db:192.168.0.2"],
      [5, "use docker run --add-host NAME:ADDRESS"],
      [6, "use docker run --dns 9.9.9.9"],
      [7, "use docker run --dns-search example.org"],
    ]);
    expect(warnings[0]?.message).toBe(
      "networking.hostName does not reach containers: Docker decides it when they start",
    );
  });

  it("leaves these files out where nothing is said", async () => {
    const { files } = await imageOf("{}");
    expect(Object.keys(files).filter((path) => /hosts|hostname|resolv/.test(path))).toEqual([]);
  });

  it("sets the variables of proxies", async () => {
    const { env } = await imageOf('{ networking: { proxy: { default: "http://p:1", httpsProxy: "http://s:2" } } }');
    expect(env).toEqual({
      http_proxy: "http://p:1",
      https_proxy: "http://s:2",
      ftp_proxy: "http://p:1",
      rsync_proxy: "http://p:1",
      all_proxy: "http://p:1",
      no_proxy: "127.0.0.1,localhost",
    });
  });

  it("refuses a name with dots", async () => {
    expect(await errorOf(configure('export default { networking: { hostName: "a.b" } }'))).toContain(
      "must be a host name without dots",
    );
  });
});

describe("time and language", () => {
  it("a time zone brings the tz database", async () => {
    const { files, env } = await imageOf('{ time: { timeZone: "Europe/Berlin" } }');
    expect(files["/etc/localtime"]?.target).toBe("\uE0D0tzdata\uE0D1/share/zoneinfo/Europe/Berlin");
    expect(files["/etc/zoneinfo"]?.target).toBe("\uE0D0tzdata\uE0D1/share/zoneinfo");
    expect(env).toEqual({ TZDIR: "/etc/zoneinfo" });
    expect(await errorOf(configure('export default { time: { timeZone: "New York" } }'))).toContain(
      "must be a time zone without spaces",
    );
  });

  it("C.UTF-8 needs nothing, other locales their archive", async () => {
    expect((await imageOf('{ i18n: { defaultLocale: "C.UTF-8" } }')).env).toEqual({ LANG: "C.UTF-8" });
    expect(
      (await imageOf('{ i18n: { defaultLocale: "en_US.UTF-8", extraLocaleSettings: { LC_TIME: "de_DE.UTF-8" } } }'))
        .env,
    ).toEqual({
      LANG: "en_US.UTF-8",
      LC_TIME: "de_DE.UTF-8",
      LOCALE_ARCHIVE: "\uE0D0glibcLocales\uE0D1/lib/locale/locale-archive",
    });
  });
});

describe("certificates", () => {
  const VARIABLES = {
    NIX_SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
    SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
  };
  const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

  it("are those of cacert where it is installed", async () => {
    const { files, env } = await imageOf("{ environment: { systemPackages: [pkgs.cacert] } }");
    expect(files[BUNDLE]).toMatchObject({ type: "symlink", target: "\uE0D0cacert\uE0D1/etc/ssl/certs/ca-bundle.crt" });
    for (const path of ["/etc/ssl/certs/ca-bundle.crt", "/etc/pki/tls/certs/ca-bundle.crt"]) {
      expect(files[path]).toMatchObject({ type: "symlink", target: BUNDLE });
    }
    expect(env).toEqual(VARIABLES);
    expect((await imageOf("{}")).files[BUNDLE]).toBeUndefined();
  });

  it("may have others added, or be these alone", async () => {
    const own = "{ certificates: ['A\\n'], certificateFiles: [`${pkgs.corp}/ca.pem`]";
    const { files, env } = await imageOf(`{ security: { pki: ${own} } } }`);
    expect(files[BUNDLE]).toMatchObject({
      type: "file",
      sources: ["\uE0D0cacert\uE0D1/etc/ssl/certs/ca-bundle.crt", "\uE0D0corp\uE0D1/ca.pem"],
      text: "A\n",
    });
    expect(env).toEqual(VARIABLES);
    const alone = await imageOf(`{ security: { pki: ${own}, installCACerts: false } } }`);
    expect(alone.files[BUNDLE]?.sources).toEqual(["\uE0D0corp\uE0D1/ca.pem"]);
  });

  it("cannot be taken out of the bundle", async () => {
    expect(await errorOf(configure('export default { security: { pki: { caCertificateBlacklist: ["X"] } } }'))).toBe(
      "image.ts:1:61: failed assertion: security.pki.caCertificateBlacklist cannot be heeded: the bundle of cacert is taken as it is\n" +
        "  hint: installCACerts = false leaves the bundle out, and certificateFiles takes another",
    );
  });
});

describe("name service", () => {
  it("looks at files first, and at DNS for hosts", async () => {
    expect((await imageOf("{}")).files["/etc/nsswitch.conf"]?.text).toBe(`passwd:    files
group:     files
shadow:    files
sudoers:   files
hosts:     files dns
networks:  files
ethers:    files
services:  files
protocols: files
rpc:       files
`);
  });
});

describe("PAM", () => {
  const pamFiles = async (text: string) =>
    Object.fromEntries(
      Object.entries((await imageOf(text)).files).flatMap(([path, { text: rules }]) =>
        path.startsWith("/etc/pam.d/") ? [[path.slice("/etc/pam.d/".length), rules]] : [],
      ),
    );

  it("has no files where no program asks it", async () => {
    expect(await pamFiles("{ environment: { systemPackages: [pkgs.coreutils] } }")).toEqual({});
  });

  it("lets root be anyone, and others in with their password", async () => {
    const files = await pamFiles('{ environment: { systemPackages: [pkgs["util-linux"]] } }');
    expect(files.su).toBe(`# Generated from security.pam.services.su.
auth sufficient pam_rootok.so
auth required pam_unix.so
account sufficient pam_rootok.so
account required pam_unix.so
password required pam_unix.so sha512
session required pam_unix.so
`);
    expect(files.login).not.toContain("rootok");
    expect(files.other).toBe(`# Generated from security.pam.services.other.
auth required pam_deny.so
account required pam_deny.so
password required pam_deny.so
session required pam_deny.so
`);
  });

  it("takes services of one's own", async () => {
    const files = await pamFiles(
      '{ security: { pam: { services: { mine: { allowNullPassword: true }, raw: { text: "auth required pam_permit.so\\n" }, off: { enable: false } } } } }',
    );
    expect(files.mine).toContain("auth required pam_unix.so nullok\n");
    expect(files.raw).toBe("auth required pam_permit.so\n");
    expect(Object.keys(files)).toEqual(["mine", "raw"]);
  });
});
