import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

const evaluated = async (text: string) => (await configure(`export default ({ pkgs, lib }) => (${text})`)).config;

/** One file of the image, as `image.files` says it. */
const fileOf = async (path: string, text: string) => (await evaluated(text)).image.files[path];

describe("environment.etc", () => {
  it.each([
    ["a text is a file that all may read", '{ text: "a" }', { type: "file", text: "a", mode: "0444", uid: 0, gid: 0 }],
    ["an empty text is an empty file", '{ text: "" }', { type: "file", text: "", mode: "0444" }],
    ["a mode is the file's", '{ text: "a", mode: "0600" }', { type: "file", mode: "0600" }],
    [
      "a source is a link",
      "{ source: `${pkgs.tzdata}/share/zoneinfo` }",
      { type: "symlink", target: "\uE0D0tzdata\uE0D1/share/zoneinfo" },
    ],
    ["a package itself may be a source", "{ source: pkgs.tzdata }", { type: "symlink", target: "\uE0D0tzdata\uE0D1" }],
    ["a link may be direct", '{ source: "/run/x", mode: "direct-symlink" }', { type: "symlink", target: "/run/x" }],
    [
      "a source with a mode is copied",
      '{ source: `${pkgs.hello}/bin/hello`, mode: "0755" }',
      { type: "file", sources: ["\uE0D0hello\uE0D1/bin/hello"], mode: "0755" },
    ],
    ["an owner may be a number", '{ text: "", mode: "0640", uid: 5, gid: 6 }', { uid: 5, gid: 6 }],
    ["or a number in NixOS's words", '{ text: "", mode: "0640", user: "+5", uid: 7 }', { uid: 5 }],
    ["or a name", '{ text: "", mode: "0640", user: "nobody", group: "shadow" }', { uid: 65534, gid: 318 }],
    ["nobody else than root owns what is linked on NixOS", '{ text: "", user: "nobody" }', { uid: 0 }],
  ])("%s", async (_, entry, file) => {
    expect(await fileOf("/etc/x", `{ environment: { etc: { x: ${entry} } } }`)).toMatchObject(file);
  });

  it("has files at other places and none that is disabled", async () => {
    const { image } = await evaluated(
      '{ environment: { etc: { a: { target: "b/c", text: "" }, d: { enable: false, text: "" } } } }',
    );
    expect(image.files["/etc/b/c"]).toBeDefined();
    expect(Object.keys(image.files).filter((path) => ["/etc/a", "/etc/d"].includes(path))).toEqual([]);
  });

  it("takes files that lie beside the declaration", async () => {
    const { image } = (
      await configure(`import { context } from "decl";
export default { environment: { etc: {
  a: { source: context("./a.ini") },
  b: { source: context("conf:b"), mode: "0640", group: "shadow" },
  "skel/x/y": { source: context("y") },
}, }, users: { users: { u: { isNormalUser: true } } } };`)
    ).config;
    expect(image.contents.map(({ target, mode, uid, gid }) => [target, mode, uid, gid])).toEqual([
      ["/etc/a", null, null, null],
      ["/etc/b", "0640", 0, 318],
      ["/etc/skel/x/y", null, null, null],
      ["/home/u/x/y", null, 1000, 100],
    ]);
    expect(image.files["/home/u/x"]).toMatchObject({ type: "directory", uid: 1000 });
    expect(Object.keys(image.files).filter((path) => /^.etc.[ab]$/.test(path))).toEqual([]);
  });

  it("joins texts from several modules", async () => {
    const entry = (text: string) => `{ environment: { etc: { x: { text: "${text}" } } } }`;
    expect((await fileOf("/etc/x", `lib.mkMerge([${entry("a")}, ${entry("b")}])`))?.text).toBe("a\nb");
  });

  it("refuses two different files at one place, with both", async () => {
    const text = `export default { environment: { etc: {
  a: { target: "x", text: "1" },
  b: { target: "x", text: "2" },
} } }`;
    expect(await errorOf(configure(text))).toBe(
      'image.ts:2:6: failed assertion: /etc/x is defined twice: by environment.etc."a" and environment.etc."b" (also image.ts:3:6)\n' +
        "  hint: one of them can be left out, or be somewhere else",
    );
    await configure(text.replace('"2"', '"1"'));
  });

  it.each([
    ["{}", 'environment.etc."x" needs a text or a source'],
    ['{ text: "", source: "/x" }', 'environment.etc."x" needs a text or a source, not both'],
    ['{ source: "/nix/*.conf" }', 'environment.etc."x": a source with "*" would have to be looked up in the package'],
    [
      '{ text: "", mode: "0600", user: "alice" }',
      '/etc/x is to belong to the user "alice", which is not declared\n  hint: users.users.alice declares it',
    ],
    ['{ text: "", mode: "0600", group: "g" }', '/etc/x is to belong to the group "g", which is not declared'],
    [
      '{ source: "/etc/y", mode: "0644" }',
      'environment.etc."x" is to be a copy of /etc/y, which is no file of a package\n  hint: files that lie beside the declaration are context("./x")',
    ],
    ['{ text: "", mode: "rw" }', 'must be an octal mode such as "0644", or "symlink"'],
    ['{ text: "", target: "/etc/x" }', "must be a path below /etc, without a slash at its beginning"],
    ['{ text: "", target: "a/../../b" }', "must be a path below /etc, without a slash at its beginning"],
  ])("refuses %s", async (entry, message) => {
    const error = await errorOf(configure(`export default { environment: { etc: { x: ${entry} } } }`));
    expect(error).toContain(message);
    expect(error).toMatch(/^image\.ts:1:\d+: /);
  });

  it("warns of files that Docker puts its own over", async () => {
    const { warnings } = await configure('export default { environment: { etc: { hosts: { text: "" } } } }');
    expect(warnings.map(({ message, hint }) => [message, hint])).toEqual([
      [
        "containers do not see /etc/hosts of the image: Docker mounts its own over it",
        "docker run has --add-host, --hostname, --dns and --dns-search",
      ],
    ]);
  });
});

describe("environment.pathsToLink", () => {
  it("adds to the folders that are always linked, as on NixOS, unless it is forced", async () => {
    const linked = async (text: string) =>
      (await configure(`import { lib } from "decl";\nexport default { environment: { pathsToLink: ${text} } };`)).config
        .environment.pathsToLink;
    expect(await linked('["/include"]')).toEqual(["/bin", "/sbin", "/lib", "/share", "/etc", "/include"]);
    expect(await linked('lib.mkForce(["/bin"])')).toEqual(["/bin"]);
  });

  const mistake = (path: string) => errorOf(configure(`export default { environment: { pathsToLink: ["${path}"] } };`));

  it.each([
    ["/nix", "/nix/store holds packages alone, and what Nix knows of them is beside it"],
    ["/nix/store", "/nix/store holds packages alone, and what Nix knows of them is beside it"],
    ["/nix/var/nix", "/nix/store holds packages alone, and what Nix knows of them is beside it"],
    ["/run", "what is there is made for the container, or when it starts"],
    ["/run/current-system", "what is there is made for the container, or when it starts"],
    ["/proc/sys", "a container has its own"],
    ["/sys", "a container has its own"],
    ["/dev", "a container has its own"],
  ])("has no %s, which is not the packages' affair", async (path, why) => {
    expect(await mistake(path)).toBe(
      `image.ts:1:47: failed assertion: ${path} of packages cannot be linked: ${why}\n` +
        "  hint: what a package has is in its store path: `${pkgs.hello}/share` is such a folder",
    );
  });

  it.each(["/nixos", "/running", "/device", "/share/nix", "/share/.hidden", "/...", "/share/..a"])(
    "may have %s",
    async (path) => {
      await expect(configure(`export default { environment: { pathsToLink: ["${path}"] } };`)).resolves.toBeDefined();
    },
  );

  it.each(["/", "share", "/share/", "/share//man", "/..", "/share/../nix", "/./nix", "/share/.", "/a b"])(
    "says of %s what it should be",
    async (path) => {
      expect(await mistake(path)).toBe(
        `image.ts:1:47: must be a folder such as /include or /share/man (environment.pathsToLink.5)\n  hint: this is "${path}"`,
      );
    },
  );
});

describe("variables", () => {
  it("are in /etc/set-environment, sorted, and as plain text in the image", async () => {
    const { image } = await evaluated(`{
      environment: {
        systemPackages: [pkgs.bash],
        variables: { EDITOR: "vi", LIST: ["a", "b"], LIKE_HOME: "$HOME/x", NUMBER: 5, NONE: null },
        sessionVariables: { SESSION: "s" },
        extraInit: "echo hi",
        homeBinInPath: true,
      },
    }`);
    expect(image.env).toEqual({ EDITOR: "vi", LIST: "a:b", NUMBER: "5", SESSION: "s" });
    expect(image.files["/etc/set-environment"]?.text).toBe(`# Generated from environment.variables: do not edit.

# Shells that this one starts have it all already.
export __NIXOS_SET_ENVIRONMENT_DONE=1

# A container starts without a login that says who it is.
export USER="\${USER:-$(id -un 2>/dev/null)}"

export EDITOR="vi"
export LIKE_HOME="$HOME/x"
export LIST="a:b"
export NUMBER="5"
export PATH="$HOME/.nix-profile/bin:/etc/profiles/per-user/$USER/bin:/nix/var/nix/profiles/default/bin:/run/current-system/sw/bin:/bin:/sbin"
export SESSION="s"
export XDG_CONFIG_DIRS="$HOME/.nix-profile/etc/xdg:/etc/profiles/per-user/$USER/etc/xdg:/nix/var/nix/profiles/default/etc/xdg:/run/current-system/sw/etc/xdg"
export XDG_DATA_DIRS="$HOME/.nix-profile/share:/etc/profiles/per-user/$USER/share:/nix/var/nix/profiles/default/share:/run/current-system/sw/share"

if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
  export SSL_CERT_FILE="\${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"
  export NIX_SSL_CERT_FILE="\${NIX_SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"
fi
echo hi

export PATH="$HOME/bin:$PATH"
`);
  });

  it("that add to PATH come before the system's programs", async () => {
    const { image } = await evaluated('{ environment: { variables: { PATH: ["/opt/bin"] } } }');
    expect(image.env).toEqual({ PATH: "/opt/bin:/bin:/sbin" });
  });

  it("yield to image.env, and several modules may add to a list", async () => {
    const { image } = await evaluated(
      '{ imports: [{ environment: { variables: { L: ["b"] } } }], environment: { variables: { L: ["a"], E: "x" } }, image: { env: { E: "y" } } }',
    );
    expect(image.env).toEqual({ E: "y", L: "b:a" });
  });

  it("that contradict each other are an error", async () => {
    expect(
      await errorOf(
        configure('export default { environment: { variables: { E: "x" }, sessionVariables: { E: "y" } } }'),
      ),
    ).toContain("has conflicting definitions");
  });
});

describe("shells", () => {
  it("are not there where no package is one", async () => {
    const { image, environment } = await evaluated("{ environment: { systemPackages: [pkgs.coreutils] } }");
    expect(environment.binsh).toBe(null);
    const made = Object.keys(image.files).filter((path) => /sh$|profile|shells|bashrc|set-env/.test(path));
    expect(made).toEqual([]);
    expect(image.files["/usr/bin/env"]?.target).toBe("\uE0D0coreutils\uE0D1/bin/env");
  });

  it.each([
    ["pkgs.bash", "\uE0D0bash\uE0D1/bin/bash", "/bin/bash"],
    ["pkgs.dash, pkgs.bashInteractive", "\uE0D0bashInteractive\uE0D1/bin/bash", "/bin/bash"],
    ["pkgs.busybox", "\uE0D0busybox\uE0D1/bin/sh", "/bin/sh"],
    [
      `"/nix/store/${"1".repeat(32)}-bash-5.3"`,
      `\uE0D0/nix/store/${"1".repeat(32)}-bash-5.3\uE0D1/bin/bash`,
      "/bin/bash",
    ],
  ])("of %s are /bin/sh and the shell of root", async (packages, binsh, login) => {
    const { image } = await evaluated(`{ environment: { systemPackages: [${packages}] } }`);
    expect(image.files["/bin/sh"]).toMatchObject({ type: "symlink", target: binsh });
    expect(image.files["/usr/bin/env"]?.target).toMatch(/^\uE0D0(?:coreutils|busybox)\uE0D1\/bin\/env$/);
    expect(image.files["/etc/passwd"]?.text).toContain(`:/root:${login}\n`);
  });

  it("may be chosen", async () => {
    const { image } = await evaluated(
      "{ environment: { binsh: `${pkgs.dash}/bin/dash`, usrbinenv: null, shells: [pkgs.zsh, '/opt/sh'] }, users: { defaultUserShell: pkgs.zsh } }",
    );
    expect(image.files["/bin/sh"]?.target).toBe("\uE0D0dash\uE0D1/bin/dash");
    expect(image.files["/etc/shells"]?.text).toBe("/bin/zsh\n/opt/sh\n/bin/sh\n");
    expect(image.files["/etc/passwd"]?.text).toContain(":/root:/bin/zsh\n");
  });

  it("complete arguments if that is asked for", async () => {
    const { image } = await evaluated(
      "{ environment: { systemPackages: [pkgs.bash] }, programs: { bash: { completion: { enable: true } } } }",
    );
    expect(image.files["/etc/bashrc"]?.text).toContain(
      ". \uE0D0bash-completion\uE0D1/etc/profile.d/bash_completion.sh\n",
    );
  });

  it("read what options say in NixOS's order", async () => {
    const { image } = await evaluated(`{
      environment: {
        systemPackages: [pkgs.bash], shellAliases: { ll: "ls -l", no: "x" },
        shellInit: "# 1", loginShellInit: "# 3", interactiveShellInit: "# 5",
      },
      programs: { bash: { shellInit: "# 2", loginShellInit: "# 4", interactiveShellInit: "# 6", promptInit: "PS1=:", shellAliases: { no: null, q: "it's" } } },
    }`);
    expect(image.files["/etc/profile"]?.text).toMatchInlineSnapshot(`
      "# /etc/profile: read by login shells. Generated: put changes into /etc/profile.local.

      if [ -n "$__ETC_PROFILE_SOURCED" ]; then return; fi
      __ETC_PROFILE_SOURCED=1

      # Interactive shells that this one starts need not read it again.
      export __ETC_PROFILE_DONE=1

      if [ -z "$__NIXOS_SET_ENVIRONMENT_DONE" ]; then
          . /etc/set-environment
      fi

      # 1

      # 2

      # 3

      # 4

      if [ -f /etc/profile.local ]; then
          . /etc/profile.local
      fi

      if [ -n "\${BASH_VERSION:-}" ]; then
          . /etc/bashrc
      fi
      "
    `);
    expect(image.files["/etc/bashrc"]?.text).toMatchInlineSnapshot(`
      "# /etc/bashrc: read by interactive shells. Generated: put changes into /etc/bashrc.local.

      if [ -n "$__ETC_BASHRC_SOURCED" ] || [ -n "$NOSYSBASHRC" ]; then return; fi
      __ETC_BASHRC_SOURCED=1

      # What a login shell before this one has set may have been changed since.
      if [ -z "$__ETC_PROFILE_DONE" ]; then
          . /etc/profile
      fi

      if [ -n "$PS1" ]; then

      # Check the size of the window after every command.
      shopt -s checkwinsize

      # Look programs up each time.
      set +h

      PS1=:

      alias ll='ls -l'
      alias q='it'\\''s'

      # 5

      # 6

      fi

      if [ -f /etc/bashrc.local ]; then
          . /etc/bashrc.local
      fi
      "
    `);
  });
});

it("environment.extraSetup is refused", async () => {
  expect(await errorOf(configure('export default { environment: { extraSetup: "rm $out/x" } }'))).toBe(
    "image.ts:1:45: failed assertion: environment.extraSetup cannot be run: nothing of an image is run while it is built\n" +
      "  hint: write files with environment.etc or image.files, and leave folders out with lib.mkForce of environment.pathsToLink",
  );
});
