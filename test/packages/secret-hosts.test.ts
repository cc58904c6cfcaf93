import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/context/settings.ts";
import { checkCacheSecrets, checkStepSecrets, maySend } from "../../src/packages/secret-hosts.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const settings = (hosts = "") => readSettings({ DECL_SECRET_HOSTS: hosts });

describe("a secret that a declaration wants to be sent to a cache", () => {
  const check = async (url: string, secret: string, hosts?: string) => {
    const text = `export default { nixpkgs: { binaryCaches: [{ url: "${url}", authSecret: "${secret}" }] } };`;
    checkCacheSecrets(settings(hosts), await configure(text));
  };

  it("is refused, with the words that allow it", async () => {
    expect(await errorOf(check("http://attacker.example.org:8080", "NPM_TOKEN"))).toBe(
      "image.ts:1:99: the declaration alone says that attacker.example.org:8080 is sent the secret NPM_TOKEN\n" +
        '  hint: if it may be: --build-arg DECL_SECRET_HOSTS="NPM_TOKEN=attacker.example.org:8080", or name the secret for its ' +
        "host, --secret id=HTTP_AUTH_HEADER_attacker.example.org,…, and leave authSecret out",
    );
  });

  it("is refused for another host than that which is named", async () => {
    for (const [secret, hosts] of [
      ["LOGIN", "LOGIN=other.example.org"],
      ["LOGIN", "OTHER=cache.example.org"],
      ["LOGIN", "LOGIN=cache.example.org:444"],
      ["HTTP_AUTH_HEADER_other.example.org", ""],
    ] as const) {
      expect(await errorOf(check("https://cache.example.org", secret, hosts))).toContain("the declaration alone says");
    }
  });

  it("is sent where the person who builds says so, or its id does", async () => {
    await check("https://cache.example.org", "LOGIN", "LOGIN=cache.example.org");
    await check("https://cache.example.org:8443/nix", "LOGIN", "LOGIN=*.example.org");
    await check("https://cache.example.org", "HTTP_AUTH_HEADER_cache.example.org");
  });

  it("is sent nowhere of a folder", async () => {
    await check("context:ours", "LOGIN");
  });
});

it("a secret for git is for the host in its id", () => {
  const address = new URL("https://git.example.org/set.git");
  expect(maySend(settings(), "GIT_AUTH_TOKEN", address)).toBe(false);
  expect(maySend(settings(), "GIT_AUTH_TOKEN.git.example.org", address)).toBe(true);
  expect(maySend(settings("GIT_AUTH_TOKEN=git.example.org"), "GIT_AUTH_TOKEN", address)).toBe(true);
});

describe("a build of the declaration", () => {
  const step = { subject: 'build("app")', network: true, secrets: ["NPM_TOKEN"], ssh: ["default"], place: undefined };
  const refusal = (hosts: string, changes: Partial<typeof step> = {}) =>
    errorOf((async () => checkStepSecrets(settings(hosts), { ...step, ...changes }))());

  it("is given no secrets, and with a network no SSH agents, unless they may go anywhere", async () => {
    expect(await refusal("NPM_TOKEN=registry.example.org")).toBe(
      'build("app") is given NPM_TOKEN, default, and could have that sent to any host\n' +
        '  hint: if it may: --build-arg DECL_SECRET_HOSTS="NPM_TOKEN=* default=*"',
    );
    checkStepSecrets(settings("NPM_TOKEN=* default=*"), step);
    checkStepSecrets(settings(), { ...step, secrets: [], ssh: [] });
  });

  it("is given none without a network either: another build could find it in its result", async () => {
    expect(await refusal("", { network: false })).toMatch(/^build\("app"\) is given NPM_TOKEN, and could/);
    checkStepSecrets(settings(), { ...step, network: false, secrets: [] });
  });
});
