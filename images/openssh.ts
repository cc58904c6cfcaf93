// syntax=decl/frontend
import { image } from "decl";

/**
 * Logins with a key. The host keys are made when the first container starts; the volume keeps them.
 *
 *   docker run -d -p 2222:22 -v host-keys:/var/lib/ssh openssh
 *   ssh -p 2222 alice@localhost
 */
export default image(({ pkgs, args }) => ({
  image: { name: "openssh", exposedPorts: { "22/tcp": {} } },

  environment: { systemPackages: [pkgs.bashInteractive, pkgs.coreutils] },

  services: {
    openssh: {
      enable: true,
      hostKeys: [{ type: "ed25519", path: "/var/lib/ssh/ssh_host_ed25519_key" }],
      settings: { PasswordAuthentication: false, KbdInteractiveAuthentication: false, PermitRootLogin: "no" },
    },
  },

  users: {
    users: {
      alice: {
        isNormalUser: true,
        createHome: true,
        // docker build --build-arg KEY="$(cat ~/.ssh/id_ed25519.pub)"
        openssh: { authorizedKeys: { keys: [args.KEY ?? "ssh-ed25519 AAAA"] } },
      },
    },
  },
}));
