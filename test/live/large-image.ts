/** An image of 99 store paths, 400 MB. */
export const LARGE = `// syntax=decl/frontend
export default ({ pkgs }) => ({
  environment: {
    systemPackages: [
      pkgs.python3, pkgs.nodejs, pkgs.postgresql, pkgs.nginx, pkgs.redis, pkgs.curl, pkgs.git, pkgs.nix, pkgs.bash,
      pkgs.coreutils, pkgs["util-linux"], pkgs.openssh, pkgs.php,
    ],
  },
});
`;
