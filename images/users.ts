// syntax=decl/frontend
import { image } from "decl";

/** Users as on NixOS: `docker run -it … su - alice`, or `docker run -u app …`. */
export default image(({ pkgs }) => ({
  image: { name: "users", cmd: ["bash", "--login"] },

  environment: {
    systemPackages: [pkgs.bashInteractive, pkgs.coreutils, pkgs.glibc.bin, pkgs["util-linux"]],
    variables: { EDITOR: "nano", MANPATH: ["/share/man", "/usr/share/man"], HISTFILE: "$HOME/.history" },
    shellAliases: { ll: "ls -l" },
    etc: {
      // A file of its own, for the users of the group app.
      "app/settings.ini": { text: "[app]\nport = 8080\n", mode: "0640", group: "app" },
      // A link to a file of a package.
      "app/zones": { source: `${pkgs.tzdata}/share/zoneinfo/tzdata.zi` },
      // What every new home begins with.
      "skel/.config/hello": { text: "greeting = hi\n" },
    },
  },
  time: { timeZone: "Europe/Amsterdam" },

  users: {
    users: {
      alice: {
        isNormalUser: true,
        description: "Alice Q. User",
        extraGroups: ["wheel", "app"],
        packages: [pkgs.hello],
        // The hash of "demo": mkpasswd --method=sha-512
        hashedPassword:
          "$6$decl.example$djY9.Mtvlzz/nfiHF8Rxz5XDq3McnGMmJ2.cpmKd4hihvjAELOLeG2mCLWE5prXgpAlbmcpg5s72f7FPmE8fz/",
      },
      app: { isSystemUser: true, group: "app", home: "/var/lib/app", createHome: true, homeMode: "750" },
    },
    groups: { app: {} },
  },
}));
