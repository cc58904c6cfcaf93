import { expect, it } from "vitest";
import { importBase } from "./base-image.ts";
import { build, docker, dockerOutput, type Store } from "./engine.ts";

const BASE = "live-docker-base";

/** What the container's configuration of an image is. PATH is another with us: our programs come first in it. */
async function configOf(tag: string, store: Store) {
  const [{ Config: config }] = JSON.parse(await dockerOutput(["image", "inspect", tag], store));
  const { Env: env, OnBuild: _, ArgsEscaped: __, ...others } = config as Record<string, unknown> & { Env: string[] };
  const set = Object.entries(others).filter(([, value]) => value !== null && value !== "" && value !== false);
  return { ...Object.fromEntries(set), Env: env.filter((entry) => !entry.startsWith("PATH=")) };
}

async function fromDockerfile(tag: string, text: string, store: Store) {
  const { code, output } = await docker(["buildx", "build", "-t", tag, "-"], { input: text, store });
  expect(code, output).toBe(0);
}

const declaration = (options: string) =>
  `// syntax=decl/frontend\nexport default { image: { from: "${BASE}", ${options} } };`;

/** What a Dockerfile says after FROM, and how a declaration says it. */
const CASES: readonly { readonly name: string; readonly dockerfile: string; readonly options: string }[] = [
  { name: "nothing", dockerfile: "", options: "" },
  { name: "an entrypoint, which drops the command", dockerfile: 'ENTRYPOINT ["/x"]', options: 'entrypoint: ["/x"]' },
  { name: "a command, which leaves the entrypoint", dockerfile: 'CMD ["a", "b"]', options: 'cmd: ["a", "b"]' },
  {
    name: "both",
    dockerfile: 'ENTRYPOINT ["/x"]\nCMD ["a"]',
    options: 'entrypoint: ["/x"], cmd: ["a"]',
  },
  {
    name: "variables, old and new",
    // New ones come in the order of their names.
    dockerfile: 'ENV B=ours EMPTY=\nENV Z="last one"',
    options: 'env: { Z: "last one", B: "ours", EMPTY: "" }',
  },
  { name: "labels, old and new", dockerfile: "LABEL b=2 c=3", options: 'labels: { b: "2", c: "3" }' },
  { name: "a user", dockerfile: "USER 0:0", options: 'user: "0:0"' },
  { name: "a folder", dockerfile: "WORKDIR /tmp", options: 'workingDir: "/tmp"' },
  {
    name: "ports",
    dockerfile: "EXPOSE 53/udp 443",
    options: 'exposedPorts: { "53/udp": {}, "443": {} }',
  },
  { name: "volumes", dockerfile: 'VOLUME ["/srv", "/data"]', options: 'volumes: { "/srv": {}, "/data": {} }' },
  { name: "a stop signal", dockerfile: "STOPSIGNAL SIGQUIT", options: 'stopSignal: "SIGQUIT"' },
  {
    name: "a health check",
    dockerfile:
      'HEALTHCHECK --interval=7s --timeout=5s --start-period=2s --start-interval=1s --retries=2 CMD ["/ok", "now"]',
    options:
      'healthcheck: { test: ["/ok", "now"], interval: 7, timeout: 5, startPeriod: 2, startInterval: 1, retries: 2 }',
  },
  { name: "no health check", dockerfile: "HEALTHCHECK NONE", options: 'healthcheck: { test: ["NONE"] }' },
];

const SETTINGS = `HEALTHCHECK --interval=11s --retries=4 CMD ["/bin/echo", "healthy"]
SHELL ["/bin/sh", "-ec"]
LABEL from=base
ENV LONG="a=b c"
`;

it.each<Store>(["containerd", "graphdriver"])(
  "a base's configuration is what FROM makes of it, on the %s store",
  async (store) => {
    await importBase("live-docker-base", store);
    await fromDockerfile(BASE, `FROM live-docker-base\n${SETTINGS}`, store);
    for (const { name, dockerfile, options } of CASES) {
      await fromDockerfile("live-docker-from", `FROM ${BASE}\n${dockerfile}\n`, store);
      const { code, output } = await build({
        files: { "image.ts": declaration(options) },
        options: ["-t", "live-decl-from"],
        store,
      });
      expect(code, output).toBe(0);
      expect([name, await configOf("live-decl-from", store)]).toEqual([
        name,
        await configOf("live-docker-from", store),
      ]);
    }
  },
);

it("instructions that a base has for Dockerfiles are not run, and are warned of", async () => {
  await importBase("live-docker-base", "containerd");
  await fromDockerfile("live-docker-onbuild", "FROM live-docker-base\nONBUILD RUN false\n", "containerd");
  const text = declaration("").replace(BASE, "live-docker-onbuild");
  const { code, output } = await build({ files: { "image.ts": text } });
  expect(code, output).toBe(0);
  expect(output).toContain(
    "image.ts:2: live-docker-onbuild has ONBUILD instructions, which are for Dockerfiles: RUN false",
  );
});

it("an init takes the place of the base's entrypoint and command, and runs the one that is set", async () => {
  await importBase("live-docker-base", "containerd");
  const services = `// syntax=decl/frontend
export default {
  image: { from: "live-docker-base", user: "root"OPTIONS },
  systemd: { services: { greet: { script: "echo greeting", wantedBy: ["multi-user.target"], serviceConfig: { Type: "oneshot" } } } },
};`;
  const outputOf = async (options: string) => {
    const files = { "image.ts": services.replace("OPTIONS", options) };
    const { code, output } = await build({ files, options: ["-t", "live-decl-init"] });
    expect(code, output).toBe(0);
    const [{ Config: config }] = JSON.parse(await dockerOutput(["image", "inspect", "live-decl-init"]));
    return config;
  };
  const config = await outputOf("");
  expect(config.Entrypoint.join(" ")).not.toContain("/bin/echo");
  expect(config.Cmd ?? null).toBeNull();
  await outputOf(', entrypoint: ["/bin/echo", "from the base"]');
  const run = await dockerOutput(["run", "--rm", "--pull=never", "--network=none", "live-decl-init"]);
  expect(run).toMatch(/greeting[\s\S]*from the base/);
});
