import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../../declaration/declare.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../../docs/write-a-service-module.md"), "utf8");

/** The boxes of a language, in order. */
const boxes = (language: string) =>
  Array.from(GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)).flatMap(([, of, text]) =>
    of === language ? [text ?? ""] : [],
  );

const [first = "", declaration = "", second = "", checks = "", folder = "", services = ""] = boxes("ts");
const declared = (module: string, options = "enable: true") =>
  configure(declaration.replace("enable: true", options), {
    files: { "share.ts": module },
  });

describe("docs/write-a-service-module.md", () => {
  it("begins with a module that makes a service", async () => {
    const { config } = await declared(first);
    expect(config.systemd.services.share?.serviceConfig).toEqual({
      ExecStart: "\uE0D0python3\uE0D1/bin/python3 -m http.server --directory /srv/share 8000",
    });
  });

  it("goes on to one with options, a user and files", async () => {
    const { config } = await declared(second, 'enable: true, root: context("./files"), extraArgs: ["--bind", "::"]');
    expect(config.systemd.services.share?.serviceConfig).toMatchObject({
      ExecStart: "\uE0D0python3\uE0D1/bin/python3 -m http.server --directory /srv/share --bind :: 8000",
      User: "share",
    });
    expect(config.environment.etc["share.conf"]?.text).toBe("root = /srv/share\nlog = short\n");
    expect(config.image.contents).toHaveLength(1);
    expect(config.image.exposedPorts).toEqual({ "8000/tcp": {} });
    expect(config.users.users.share?.isSystemUser).toBe(true);
  });

  it("has nothing of it in an image that does not turn it on", async () => {
    const { config } = await declared(second, "enable: false");
    expect(config.systemd.services.share).toBeUndefined();
  });

  it("adds a check to it", async () => {
    const module = `export default ({ pkgs }) => ({ ${checks} });`;
    const { config } = await configure("import m from './m.ts'; export default { imports: [m] };", {
      files: { "m.ts": module },
    });
    expect(config.image.checks.share?.command[2]).toBe("/etc/share.conf");
  });

  it("ends with modular services", async () => {
    const { config } = await configure(services, { files: { "folder.ts": folder } });
    const commands = ["music", "films"].map((name) => config.systemd.services[name]?.serviceConfig.ExecStart);
    expect(commands).toEqual(
      ["music", "films"].map((name) => [
        `"\uE0D0python3\uE0D1/bin/python3" "/srv/serve.py" "/etc/system-services/${name}/serve.conf"`,
      ]),
    );
    expect(config.image.files["/etc/system-services/films/serve.conf"]?.text).toBe("port = 8001\n");
    expect(config.systemd.services["films-index"]?.serviceConfig.ExecStart).toEqual(['"/srv/index"']);
  });

  it("shows the error that is printed", async () => {
    const text = await errorOf(declared(second, "enable: true, port: 80"));
    expect(text.trim()).toBe(boxes("text")[0]?.trim());
  });
});
