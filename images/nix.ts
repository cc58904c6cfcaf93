// syntax=decl/frontend
import { image } from "decl";

/**
 * A Nix to work with: the database knows every store path of the image, so they can be queried, checked and built upon.
 *
 *   docker run --rm -it nix
 *   nix-store --verify --check-contents
 */
export default image({
  image: { name: "nix", interactive: true, cmd: ["bash"] },
  nix: {
    enable: true,
    settings: { "experimental-features": ["nix-command", "flakes"] },
    channels: { nixpkgs: "https://channels.nixos.org/nixpkgs-unstable" },
  },
  // alice builds through the daemon, as on NixOS: root starts `nix-daemon`.
  users: { users: { alice: { isNormalUser: true } } },
});
