import { describe, expect, it } from "vitest";
import { allocateIds } from "../../src/modules/users/allocate-ids.ts";
import { configure, errorOf } from "../declaration/declare.ts";

/** What the declaration's image has, as `image.files` says it. */
async function filesOf(text: string) {
  const { config } = await configure(`export default ({ pkgs }) => (${text})`);
  return config.image.files;
}

const warningsOf = async (text: string) =>
  (await configure(`export default ({ pkgs }) => (${text})`)).warnings.map(({ message, hint, place }) => [
    `${place?.start.line}:${place?.start.column}`,
    message,
    hint,
  ]);

describe("an image where no user is declared", () => {
  it("has root and nobody, and the groups of every NixOS system", async () => {
    const files = await filesOf("{}");
    expect(files["/etc/passwd"]?.text).toBe(
      [
        "root:x:0:0:System administrator:/root:/bin/sh\n",
        "nobody:x:65534:65534:Unprivileged account (don't use!):/var/empty:/run/current-system/sw/bin/nologin\n",
      ].join(""),
    );
    expect(files["/etc/group"]?.text.split("\n").map((line) => line.replaceAll(/:x:|:$/g, " ").trim())).toEqual([
      ...["root 0", "wheel 1", "kmem 2", "tty 3", "disk 6", "audio 17", "floppy 18", "uucp 19", "lp 20", "cdrom 24"],
      ...["tape 25", "video 26", "dialout 27", "utmp 29", "adm 55", "users 100", "input 174", "kvm 302", "render 303"],
      ...["sgx 304", "shadow 318", "nixbld 30000", "nogroup 65534", ""],
    ]);
    expect(files["/etc/shadow"]).toMatchObject({
      text: "root:!:1::::::\nnobody:!:1::::::\n",
      mode: "0640",
      uid: 0,
      gid: 318,
    });
    expect(files["/etc/gshadow"]).toMatchObject({ mode: "0640", gid: 318 });
    expect(Object.keys(files).filter((path) => path.startsWith("/etc/sub"))).toEqual([]);
  });
});

describe("users", () => {
  it("get what NixOS gives to people and to programs", async () => {
    const files = await filesOf(`{
      environment: { systemPackages: [pkgs.bashInteractive] },
      users: {
        users: {
          zoe: { isNormalUser: true },
          alice: { isNormalUser: true, description: "Alice Q. User", extraGroups: ["wheel", "app"] },
          app: { isSystemUser: true, group: "app", home: "/var/lib/app" },
          fixed: { isNormalUser: true, uid: 1234, shell: "/bin/false", expires: "2030-01-01" },
          gone: { enable: false },
        },
        groups: { app: {}, late: { members: ["zoe"] } },
      },
    }`);
    expect(files["/etc/passwd"]?.text.split("\n")).toEqual([
      "root:x:0:0:System administrator:/root:/bin/bash",
      "app:x:999:999::/var/lib/app:/run/current-system/sw/bin/nologin",
      "alice:x:1000:100:Alice Q. User:/home/alice:/bin/bash",
      "zoe:x:1001:100::/home/zoe:/bin/bash",
      "fixed:x:1234:100::/home/fixed:/bin/false",
      expect.stringMatching(/^nobody:/),
      "",
    ]);
    const groups = files["/etc/group"]?.text ?? "";
    for (const line of ["wheel:x:1:alice", "app:x:999:alice", "late:x:998:zoe"]) expect(groups).toContain(`${line}\n`);
    expect(files["/etc/gshadow"]?.text).toContain("app:!::alice\n");
    expect(files["/etc/shadow"]?.text).toContain("fixed:!:1:::::21915:\n");
    expect(files["/etc/subuid"]?.text).toBe("alice:100000:65536\nzoe:231072:65536\nfixed:165536:65536\n");
    expect(files["/etc/subgid"]?.text).toBe(files["/etc/subuid"]?.text);
  });

  it("have the ranges that are given instead of one by themselves", async () => {
    const files = await filesOf(`{ users: { users: { a: {
      isNormalUser: true, subUidRanges: [{ startUid: 1000 }, { startUid: 200000, count: 10 }], subGidRanges: [{ startGid: 5, count: 2 }],
    } } } }`);
    expect(files["/etc/subuid"]?.text).toBe("a:1000:1\na:200000:10\n");
    expect(files["/etc/subgid"]?.text).toBe("a:5:2\n");
  });

  it.each([
    ["no password", "", "!"],
    ["a hash", "hashedPassword: '$6$a'", "$6$a"],
    ["an initial hash", "initialHashedPassword: '$6$b'", "$6$b"],
    ["both, of which the one that stays wins", "hashedPassword: '$6$a', initialHashedPassword: '$6$b'", "$6$a"],
    ["an empty password", "hashedPassword: ''", ""],
  ])("with %s", async (_, options, hash) => {
    const files = await filesOf(`{ users: { users: { a: { isNormalUser: true, ${options} } } } }`);
    expect(files["/etc/shadow"]?.text).toContain(`\na:${hash}:1::::::\n`);
  });

  it("get a home with the skeleton in it, all theirs", async () => {
    const files = await filesOf(`{
      environment: { etc: {
        "skel/.config/app/x": { text: "x" },
        "skel/.zones": { source: \`\${pkgs.tzdata}/share/zoneinfo\` },
        "skel/off": { enable: false, text: "" },
      } },
      users: {
        users: { a: { isNormalUser: true }, s: { isSystemUser: true, group: "s", home: "/srv/s", createHome: true, homeMode: "2750" } },
        groups: { s: {} },
      },
    }`);
    const homes = Object.entries(files).filter(([path]) => /^\/(?:home|srv)/.test(path));
    expect(
      homes.map(([path, { type, mode, uid, gid, text, target }]) => [path, type, mode, `${uid}:${gid}`, text + target]),
    ).toEqual([
      ["/home/a", "directory", "0700", "1000:100", ""],
      ["/home/a/.config", "directory", null, "1000:100", ""],
      ["/home/a/.config/app", "directory", null, "1000:100", ""],
      ["/home/a/.config/app/x", "file", "0644", "1000:100", "x"],
      ["/home/a/.zones", "symlink", null, "1000:100", "\uE0D0tzdata\uE0D1/share/zoneinfo"],
      ["/srv/s", "directory", "2750", "999:999", ""],
      ["/srv/s/.config", "directory", null, "999:999", ""],
      ["/srv/s/.config/app", "directory", null, "999:999", ""],
      ["/srv/s/.config/app/x", "file", "0644", "999:999", "x"],
      ["/srv/s/.zones", "symlink", null, "999:999", "\uE0D0tzdata\uE0D1/share/zoneinfo"],
    ]);
  });

  it("with a shell that is a package have it installed", async () => {
    const { config } = await configure(
      "export default ({ pkgs }) => ({ users: { users: { a: { isNormalUser: true, shell: pkgs.zsh } } } })",
    );
    expect(config.environment.systemPackages.map(String)).toContain("\uE0D0zsh\uE0D1");
    expect(config.image.files["/etc/passwd"]?.text).toContain(":/home/a:/bin/zsh\n");
    expect(config.image.files["/etc/shells"]?.text).toBe("/run/current-system/sw/bin/zsh\n/bin/zsh\n/bin/sh\n");
  });

  it("with a home in a package are not given one, as it is there", async () => {
    const app = (more: string) =>
      `export default ({ pkgs }) => ({ users: { groups: { app: {} }, users: { app: { isSystemUser: true, group: "app", home: \`\${pkgs.hello}/share\`, ${more} } } } })`;
    const { config } = await configure(app(""));
    expect(config.image.files["/etc/passwd"]?.text).toContain(":\uE0D0hello\uE0D1/share:");
    expect(await errorOf(configure(app("createHome: true")))).toMatch(
      /\$\{pkgs\.hello\}\/share cannot be made: \/nix\/store holds packages alone/,
    );
  });

  it("with packages of their own have them in a profile, which is first in PATH where containers start as them", async () => {
    const { config } = await configure(
      "export default ({ pkgs }) => ({ image: { user: 'a' }, users: { users: { a: { isNormalUser: true, packages: [pkgs.hello] } } } })",
    );
    expect(Object.entries(config.image.profiles).map(([path, { packages }]) => [path, packages.map(String)])).toEqual([
      ["/etc/profiles/per-user/a", ["\uE0D0hello\uE0D1"]],
    ]);
    expect(config.image.env).toEqual({ PATH: "/etc/profiles/per-user/a/bin:/bin:/sbin" });
  });

  it("may have public keys", async () => {
    const files = await filesOf(
      `{ users: { users: { root: { openssh: { authorizedKeys: { keys: ["ssh-ed25519 A a", "ssh-ed25519 B b"] } } } } } }`,
    );
    expect(files["/etc/ssh/authorized_keys.d/root"]).toMatchObject({
      text: "ssh-ed25519 A a\nssh-ed25519 B b\n",
      mode: "0444",
    });
  });

  it("are written on a base image with shells where the system path is there", async () => {
    const files = await filesOf(
      `{ image: { from: "alpine" }, environment: { systemPackages: [pkgs.bash] }, users: { users: { a: { isNormalUser: true } } } }`,
    );
    expect(files["/etc/passwd"]?.text).toContain(":/home/a:/run/current-system/sw/bin/bash\n");
    expect(Object.keys(files).filter((path) => path === "/bin/sh" || path === "/etc/nsswitch.conf")).toEqual([]);
  });

  it("still have their old option names", async () => {
    const files = await filesOf(
      "{ users: { extraUsers: { a: { isSystemUser: true, group: 'g' } }, extraGroups: { g: { gid: 77 } } } }",
    );
    expect(files["/etc/passwd"]?.text).toContain("a:x:999:77:");
  });
});

describe("numbers", () => {
  it("are taken from the ends of NixOS's ranges, around those that are fixed", () => {
    const system = (name: string, uid: number | null = null) => ({ name, uid, isSystemUser: true });
    const normal = (name: string, uid: number | null = null) => ({ name, uid, isSystemUser: false });
    const users = [normal("a"), system("b"), normal("c", 1001), normal("d"), system("e", 998), system("f")];
    expect(allocateIds(users, [{ name: "g", gid: null }]).uids).toEqual({
      a: 1000,
      b: 999,
      c: 1001,
      d: 1002,
      e: 998,
      f: 997,
    });
  });

  it("run out", async () => {
    const text =
      "export default { users: { groups: Object.fromEntries(Array.from({ length: 601 }, (_, i) => [`g${i}`, {}])) } }";
    expect(await errorOf(configure(text))).toMatch(
      /failed assertion: there is no number left for users\.groups\.g99\n {2}hint: system users and groups have 400 to 999, normal users 1000 to 29999: give it a gid$/,
    );
  });
});

describe("mistakes", () => {
  it.each([
    [
      "users: { users: { a: { isNormalUser: true, isSystemUser: true } } }",
      "exactly one of users.users.a.isNormalUser and users.users.a.isSystemUser must be true",
      "isNormalUser is for people, isSystemUser for programs",
    ],
    [
      "users: { users: { a: { isNormalUser: true, uid: 999 } } }",
      "users.users.a is a normal user, whose uid cannot be below 1000",
      "isSystemUser instead of isNormalUser allows it",
    ],
    [
      "users: { users: { a: { isSystemUser: true } } }",
      "users.users.a.group must be set",
      'group: "a" together with users.groups.a: {} makes a group for it',
    ],
    [
      "users: { users: { a: { isSystemUser: true, group: 'x' } } }",
      'users.users.a.group is "x", which is not declared',
      "users.groups.x declares it",
    ],
    [
      "users: { users: { root: { password: 'secret' } } }",
      "users.users.root.password would be readable by all who have the image",
      "use hashedPassword, with the hash that `mkpasswd` or `openssl passwd -6` prints",
    ],
    [
      "image: { user: 'alise' }",
      'image.user is the user "alise", which is not declared',
      "users.users.alise declares it",
    ],
    ["image: { user: 'nobdy' }", 'image.user is the user "nobdy", which is not declared', 'did you mean "nobody"?'],
    [
      "users: { users: { a: { isSystemUser: true, group: 'wheels' } } }",
      'users.users.a.group is "wheels", which is not declared',
      'did you mean "wheel"?',
    ],
    [
      "image: { user: '0:staff' }",
      'image.user is the group "staff", which is not declared',
      "users.groups.staff declares it",
    ],
  ])("%s", async (text, message, hint) => {
    const error = await errorOf(configure(`export default { ${text} }`));
    expect(error).toMatch(/^image\.ts:1:\d+: failed assertion: /);
    expect(error.slice(error.indexOf("failed"))).toBe(`failed assertion: ${message}\n  hint: ${hint}`);
  });

  it("that two users share a number is said with both places, and may be allowed", async () => {
    const text = `export default { users: {
  users: {
    a: { isNormalUser: true, uid: 1000 },
    b: { isNormalUser: true, uid: 1000 },
  },
} }`;
    expect(await errorOf(configure(text))).toBe(
      "image.ts:3:35: failed assertion: users.users.a and users.users.b have the same uid: 1000 (also image.ts:4:35)\n" +
        "  hint: users.enforceIdUniqueness = false allows it",
    );
    await configure(text.replace("users: {", "users: { enforceIdUniqueness: false,"));
  });

  it.each([
    ["name: 'a:b'", "must be a name of up to 31 letters, digits and _ . -"],
    ["hashedPassword: 'a:b'", 'must be a text without ":" and line breaks'],
    ["home: 'home'", 'must be an absolute path without .., . and // in it, and without ":"'],
    ["expires: 'soon'", "must be a date such as 2030-12-31"],
    ["homeMode: 'rwx'", "must be an octal mode"],
  ])("a user with %s", async (option, message) => {
    expect(
      await errorOf(configure(`export default { users: { users: { a: { isNormalUser: true, ${option} } } } }`)),
    ).toContain(message);
  });

  it("that are in one group that is not declared are one warning", async () => {
    const user = (more = "") => `{ isNormalUser: true, ${more} extraGroups: ["docker"] }`;
    const three = `{ users: { users: { a: ${user()}, b: ${user()}, c: ${user()}, d: ${user("enable: false,")} } } }`;
    expect((await warningsOf(three)).map(([, message]) => message)).toEqual([
      'users.users.a, users.users.b and users.users.c are in the group "docker", which is not declared (also image.ts:1:143 and image.ts:1:196)',
    ]);
  });

  it("that have no effect are warnings", async () => {
    expect(
      await warningsOf(`{ users: { users: { a: {
  isNormalUser: true,
  extraGroups: ["docker"],
  hashedPasswordFile: "/run/secret",
  linger: true,
} } } }`),
    ).toEqual([
      ["3:16", 'users.users.a is in the group "docker", which is not declared', "users.groups.docker declares it"],
      [
        "5:11",
        "users.users.a.linger has no effect: there is no logind in a container, and nothing is mounted at a login",
        undefined,
      ],
      [
        "4:23",
        "users.users.a.hashedPasswordFile is not read: files with passwords are not there while the image is built",
        "use hashedPassword, from a build argument if it must not be in the declaration",
      ],
    ]);
  });
});

it("what has no effect for several users is one warning for each option", async () => {
  const user = `{ isNormalUser: true, linger: true, hashedPassword: "x" }`;
  expect(await warningsOf(`{ users: { users: { a: ${user}, b: ${user} } } }`)).toEqual([
    [
      "1:106",
      "users.users.a.hashedPassword and users.users.b.hashedPassword are no hashes, so no password will be right (also image.ts:1:168)",
      "`mkpasswd` or `openssl passwd -6` makes one",
    ],
    [
      "1:84",
      "users.users.a.linger and users.users.b.linger have no effect: there is no logind in a container, and nothing is mounted at a login (also image.ts:1:146)",
      undefined,
    ],
  ]);
});

describe("NixOS's old name of hashedPasswordFile", () => {
  it("passes its value on, yields to the new name, and each warning stands at what was written", async () => {
    const text = `{ users: { users: {
  a: { isNormalUser: true, passwordFile: "/run/a" },
  b: { isNormalUser: true, passwordFile: "/run/a", hashedPasswordFile: "/run/b" },
} } }`;
    expect((await warningsOf(text)).map(([place, message]) => [place, message])).toEqual([
      [
        "2:42",
        "users.users.a.passwordFile and users.users.b.hashedPasswordFile are not read: files with passwords are not there while the image is built (also image.ts:3:72)",
      ],
    ]);
  });
});
