// syntax=decl/frontend
import { image } from "decl";

/** On top of another image: its shell, its users and its configuration stay, and hello is first in PATH. */
export default image(({ pkgs }) => ({
  image: {
    name: "from",
    from: "docker.io/library/alpine:3.20",
    env: { GREETING: "hello from Alpine" },
    cmd: ["sh", "-c", 'hello --greeting "$GREETING"'],
    files: { "/srv/motd": { text: "made with decl\n" } },
  },
  environment: { systemPackages: [pkgs.hello] },
}));
