import type { HostArguments } from "../options/host-module.ts";

/**
 * `networking.*`: names and addresses. Docker gives containers their name, /etc/hosts and /etc/resolv.conf when they start,
 * so these options say what to give it; their files are in the image for runtimes that leave such files alone.
 */
export const networking = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { hostName, domain, hosts, extraHosts, nameservers, search, enableIPv6, fqdn } = config.networking;
  const { proxy } = config.networking;
  const label = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
  const hostLines = Object.entries(hosts).map(([address, names]) => `${address} ${names.join(" ")}\n`);
  const wantsHosts = hostName !== "" || hostLines.length > 0 || extraHosts !== "";
  const ownNames = lib.unique([...lib.optional(fqdn !== hostName, fqdn), hostName]).join(" ");
  const hostsFile = [
    "127.0.0.1 localhost\n",
    lib.optionalString(enableIPv6, "::1 localhost\n"),
    lib.optionalString(hostName !== "", `127.0.0.2 ${ownNames}\n`),
    ...hostLines,
    lib.optionalString(extraHosts !== "", `${extraHosts.trimEnd()}\n`),
  ].join("");
  const resolvConf = [
    ...lib.optional(search.length > 0, `search ${search.join(" ")}\n`),
    ...nameservers.map((address) => `nameserver ${address}\n`),
  ].join("");
  const file = (name: string, wanted: boolean, text: string) =>
    lib.optionalAttrs(wanted, { [`/etc/${name}`]: { text: lib.mkDefault(text) } });

  const instead = (option: string, isSet: boolean, use: string) =>
    lib.optional(isSet, {
      message: `networking.${option} does not reach containers: Docker decides it when they start`,
      hint: `use ${use}`,
      about: [["networking", option]],
    });
  const [firstHost] = Object.entries(hosts);
  return {
    options: {
      networking: {
        hostName: mkOption({
          type: types.strMatching(`(?:${label})?`, "a host name without dots"),
          default: "",
          example: "web",
          description: "The name of the machine. Docker's is `docker run --hostname`.",
        }),
        domain: mkOption({
          type: types.nullOr(types.strMatching(`${label}(?:\\.${label})*`, "a domain")),
          default: null,
          example: "example.org",
          description: "The domain of the machine. Docker's is `docker run --domainname`.",
        }),
        fqdn: mkOption({
          type: types.singleLineStr,
          default: domain === null ? hostName : `${hostName}.${domain}`,
          defaultText: "the host name and the domain",
          description: "The full name of the machine.",
        }),
        enableIPv6: mkOption({
          type: types.bool,
          default: true,
          description: "Whether localhost has an IPv6 address.",
        }),
        hosts: mkOption({
          type: types.attrsNamed("[^\\s#]+", "an address", types.listOf(types.singleLineStr)),
          default: {},
          example: { "192.168.0.2": ["db", "db.local"] },
          description: "Names of addresses. Docker's are `docker run --add-host`.",
        }),
        extraHosts: mkOption({ type: types.lines, default: "", description: "More lines of `/etc/hosts`." }),
        nameservers: mkOption({
          type: types.listOf(types.singleLineStr),
          default: [],
          example: ["9.9.9.9"],
          description: "The DNS servers. Docker's are `docker run --dns`.",
        }),
        proxy: {
          default: proxyOption(lib, null, "The proxy of all protocols."),
          httpProxy: proxyOption(lib, proxy.default, "The proxy of HTTP: `http_proxy`."),
          httpsProxy: proxyOption(lib, proxy.default, "The proxy of HTTPS: `https_proxy`."),
          ftpProxy: proxyOption(lib, proxy.default, "The proxy of FTP: `ftp_proxy`."),
          rsyncProxy: proxyOption(lib, proxy.default, "The proxy of rsync: `rsync_proxy`."),
          allProxy: proxyOption(lib, proxy.default, "The proxy of what has none of its own: `all_proxy`."),
          noProxy: proxyOption(
            lib,
            proxy.default === null ? null : "127.0.0.1,localhost",
            "The hosts that are reached without one: `no_proxy`.",
          ),
        },
        search: mkOption({
          type: types.listOf(types.singleLineStr),
          default: [],
          description: "Domains that names are looked up in. Docker's are `docker run --dns-search`.",
        }),
      },
    },
    config: {
      environment: {
        sessionVariables: {
          http_proxy: proxy.httpProxy,
          https_proxy: proxy.httpsProxy,
          ftp_proxy: proxy.ftpProxy,
          rsync_proxy: proxy.rsyncProxy,
          all_proxy: proxy.allProxy,
          no_proxy: proxy.noProxy,
        },
      },
      image: {
        files: {
          ...file("hostname", hostName !== "", `${hostName}\n`),
          ...file("hosts", wantsHosts, hostsFile),
          ...file("resolv.conf", resolvConf !== "", resolvConf),
        },
      },
      warnings: [
        ...instead("hostName", hostName !== "", `docker run --hostname ${hostName}`),
        ...instead("domain", domain !== null, `docker run --domainname ${domain}`),
        ...instead("hosts", firstHost !== undefined, `docker run --add-host ${firstHost?.[1][0]}:${firstHost?.[0]}`),
        ...instead("extraHosts", extraHosts !== "", "docker run --add-host NAME:ADDRESS"),
        ...instead("nameservers", nameservers.length > 0, `docker run --dns ${nameservers[0]}`),
        ...instead("search", search.length > 0, `docker run --dns-search ${search[0]}`),
      ],
    },
  };
};

function proxyOption({ mkOption, types }: HostArguments["lib"], fallback: string | null, description: string) {
  return mkOption({
    type: types.nullOr(types.singleLineStr),
    default: fallback,
    ...(fallback === null ? {} : { defaultText: "that of networking.proxy.default" }),
    example: "http://127.0.0.1:3128",
    description,
  });
}
