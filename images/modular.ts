// syntax=decl/frontend
import { type Config, image, lib } from "decl";

const options = {
  share: {
    port: lib.mkOption({ type: lib.types.port, default: 8000, description: "The port that it listens on." }),
    page: lib.mkOption({ type: lib.types.lines, default: "hello\n", description: "What it shows." }),
  },
};
type Share = lib.ValuesOf<typeof options> & Config["system"]["services"][string];

/** A modular service: a server for a folder, with a port and a page of its own. Any number of them may run. */
const share = ({ pkgs, config }: lib.SubmoduleArguments<Share>) => ({
  options,
  config: {
    configData: { "index.html": { text: config.share.page } },
    process: {
      argv: [
        `${pkgs.python3}/bin/python3`,
        ...["-m", "http.server", `${config.share.port}`],
        ...["--directory", lib.removeSuffix("/index.html", config.configData["index.html"]?.path ?? "")],
      ],
    },
  },
});

/**
 * NixOS's modular services: two of one kind, one of them within the other.
 *
 *   docker run --rm -p 8000:8000 -p 8001:8001 modular
 */
export default image({
  image: { name: "modular", user: "65534:65534", exposedPorts: { "8000/tcp": {}, "8001/tcp": {} } },
  system: {
    services: {
      front: {
        imports: [share],
        services: { help: { imports: [share], share: { port: 8001, page: "help\n" } } },
      },
    },
  },
});
