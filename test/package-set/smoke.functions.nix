# What the functions of the set make. `builds` fail unless they are right, and `refuses` must fail, with that text.
let
  pkgs = import /set {
    overlays = [
      (final: prev: {
        greeting = final.writeText "greeting" "hallo from ${prev.hello.pname}";
        louder = final.callPackage (
          { writeText, greeting, mark ? "!" }: writeText "louder" (builtins.readFile greetingSource + mark)
        ) { };
      })
      (_: prev: { loudest = prev.louder.override { mark = "!!!"; }; })
    ];
  };
  inherit (pkgs) lib;
  greetingSource = builtins.toFile "source" "hallo";
  check = name: attributes: script: pkgs.runCommand "check-${name}" attributes (script + "\ntouch \"$out\"");
  project = pkgs.runCommand "project" { } ''
    mkdir "$out"
    cat >"$out/Makefile" <<'MAKE'
    answer: answer.c
    	$(CC) -o $@ $< -lz
    check: answer
    	./answer
    install: answer
    	install -D -t $(PREFIX)/bin answer answer.sh
    	install -D -t $(PREFIX)/share/man/man1 answer.c
    MAKE
    printf '#include <zlib.h>\nint main(void) { return zlibVersion() == 0; }\n' >"$out/answer.c"
    printf '#!/bin/sh\necho forty\n' >"$out/answer.sh"
    chmod +x "$out/answer.sh"
  '';
in
{
  builds = {
    texts =
      check "texts"
        {
          text = pkgs.writeText "a" "one\n";
          folder = pkgs.writeTextDir "etc/b" "two\n";
          both = pkgs.concatText "both" [
            (pkgs.writeText "a" "one\n")
            (pkgs.writeText "b" "two\n")
          ];
          inherit (pkgs) greeting louder loudest;
          nativeBuildInputs = [
            (pkgs.writeShellScriptBin "script" "echo script")
            (pkgs.writeShellApplication {
              name = "application";
              runtimeInputs = [ pkgs.jq ];
              text = "jq -n '6 * 7'";
            })
          ];
        }
        ''
          [ "$(cat "$text" "$folder/etc/b")" = "$(cat "$both")" ]
          [ "$(cat "$greeting")" = "hallo from hello" ]
          [ "$(cat "$louder" "$loudest")" = 'hallo!hallo!!!' ]
          [ "$(script)" = script ]
          [ "$(application)" = 42 ]
        '';

    outputs =
      let
        two = pkgs.runCommand "two" {
          outputs = [
            "out"
            "dev"
          ];
        } ''echo 1 >"$out"; mkdir "$dev"; echo 2 >"$dev/file"'';
      in
      check "outputs" { } "[ $(cat ${two} ${two.dev}/file | wc -l) = 2 ]";

    structured = check "structured" {
      __structuredAttrs = true;
      list = [
        "a b"
        "c"
      ];
      set.key = "value";
      env.exported = "yes";
      exportReferencesGraph.graph = [ pkgs.hello ];
      nativeBuildInputs = [ pkgs.jq ];
    } ''
      [ "''${list[0]} ''${set[key]} $(printenv exported)" = "a b value yes" ]
      jq -e '[.graph[].path] | index("${pkgs.glibc}")' "$NIX_ATTRS_JSON_FILE"
    '';

    graph = check "graph" {
      exportReferencesGraph = [
        "graph"
        pkgs.hello
      ];
      closure = pkgs.closureInfo { rootPaths = [ pkgs.hello ]; };
    } ''
      grep -q ${pkgs.glibc} graph
      grep -q ${pkgs.glibc} "$closure/store-paths"
    '';

    joins = check "joins" {
      joined = pkgs.symlinkJoin {
        name = "joined";
        paths = [
          pkgs.hello
          pkgs.jq
        ];
        nativeBuildInputs = [ pkgs.makeWrapper ];
        postBuild = "wrapProgram $out/bin/hello --add-flags '--greeting=wrapped'";
      };
      environment = pkgs.buildEnv {
        name = "environment";
        paths = [
          pkgs.hello
          pkgs.curl
        ];
        pathsToLink = [ "/bin" ];
      };
      farm = pkgs.linkFarm "farm" { "a/b" = pkgs.hello; };
    } ''
      [ "$("$joined/bin/hello") $("$joined/bin/jq" -n 42)" = "wrapped 42" ]
      [ "$(echo "$environment"/*)" = "$environment/bin" ]
      "$environment/bin/curl" --version
      "$farm/a/b/bin/hello"
    '';

    project =
      let
        package = pkgs.stdenv.mkDerivation (final: {
          pname = "answer";
          version = "1.0";
          src = project;
          outputs = [
            "out"
            "man"
          ];
          buildInputs = [ pkgs.zlib ];
          patches = [
            (pkgs.writeText "patch" "--- a/answer.sh\n+++ b/answer.sh\n@@ -1,2 +1,2 @@\n #!/bin/sh\n-echo forty\n+echo 42\n")
          ];
          doCheck = true;
          postInstall = "echo ${final.version} >$out/version";
        });
        changed = package.overrideAttrs (old: {
          version = "2.0";
          postInstall = old.postInstall + "; echo more >>$out/version";
        });
      in
      check "project" { } ''
        ${package}/bin/answer
        [ "$(${package}/bin/answer.sh) $(head -n 1 ${package}/bin/answer.sh)" = "42 #!${pkgs.bash}/bin/sh" ]
        [ -e ${package.man}/share/man/man1/answer.c ] && [ ! -e ${package}/share/man ]
        [ "$(echo $(cat ${package}/version ${changed}/version))" = "1.0 2.0 more" ]
      '';

    archive =
      let
        archive = pkgs.runCommand "a-1.tar.gz" { } ''mkdir a-1; echo 42 >a-1/file; tar -czf "$out" a-1'';
        unpacked = pkgs.stdenvNoCC.mkDerivation {
          name = "unpacked";
          src = archive;
          installPhase = "cp file $out";
        };
      in
      check "archive" { } ''[ "$(cat ${unpacked})" = 42 ] && ! type cc'';

    fetch = pkgs.fetchurl {
      url = "file:///set/lib/trivial.nix";
      sha256 = builtins.hashFile "sha256" /set/lib/trivial.nix;
    };

    python = check "python" {
      nativeBuildInputs = [
        (pkgs.python3.withPackages (modules: [
          modules.requests
          modules.flask
        ]))
      ];
    } ''
      python3 -c 'import requests, urllib3, sys; assert sys.prefix != sys.base_prefix'
      flask --version
    '';
  };

  refuses = {
    "not allowed to refer" = pkgs.runCommand "refers" { disallowedReferences = [ pkgs.hello ]; } "echo ${pkgs.hello} >$out";
    "hash mismatch" = pkgs.fetchurl {
      url = "file:///set/lib/trivial.nix";
      hash = lib.fakeHash;
    };
    "syntax error" = pkgs.writeShellScript "broken" "if";
  };
}
