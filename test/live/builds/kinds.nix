# An overlay with a package of each kind that no cache has: builds.test.ts has decl and Nix build them.
final: prev: {
  kinds =
    let
      inherit (final) lib runCommand writeText;
      step = name: before: runCommand name { inherit before; } ''{ cat $before; echo ${name}; } >$out'';
      left = step "left" top;
      right = step "right" top;
      top = writeText "top" "top\n";
    in
    {
      text = writeText "text" "uses ${final.coreutils}\n";
      script = final.writeShellScript "script" "exec ${final.coreutils}/bin/true";
      application = final.writeShellApplication {
        name = "application";
        runtimeInputs = [ final.coreutils ];
        text = "echo application";
      };
      outputs = runCommand "outputs" { outputs = [ "out" "lib" ]; } ''
        mkdir $out $lib
        echo $lib >$out/refers
        echo alone >$lib/alone
      '';
      join = final.symlinkJoin {
        name = "join";
        paths = [
          final.hello
          final.kinds.outputs.lib
        ];
      };
      environment = final.buildEnv {
        name = "environment";
        paths = [
          final.hello
          final.gnused
        ];
        pathsToLink = [ "/bin" ];
      };
      passAsFile = runCommand "pass-as-file" {
        long = lib.concatStrings (builtins.genList (i: "line ${toString i}\n") 3000);
        passAsFile = [ "long" ];
      } ''cp $longPath $out'';
      structured = runCommand "structured" {
        __structuredAttrs = true;
        values = {
          list = [
            1
            "two"
          ];
          tool = "${final.coreutils}/bin/true";
        };
      } ''cp $NIX_ATTRS_JSON_FILE all; grep -o '"values":{[^}]*}' all >$out'';
      graph = final.closureInfo { rootPaths = [ final.hello ]; };
      chain = step "five" (step "four" (step "three" (step "two" (step "one" top))));
      diamond = runCommand "diamond" { } ''cat ${left} ${right} >$out'';
      fixed = runCommand "fixed" {
        outputHashAlgo = "sha256";
        outputHashMode = "flat";
        outputHash = "sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=";
      } ''echo hi >$out'';
      fixedTree = runCommand "fixed-tree" {
        outputHashMode = "recursive";
        outputHash = "sha256-bD3v16teE2SpiEBqTsuswHMnFoaIgaGhaiIcr6Nrsk4=";
      } ''mkdir $out; echo hi >$out/file'';
      source = runCommand "source" { src = ./source; } ''cp -r $src $out'';
      made = final.stdenvNoCC.mkDerivation {
        pname = "made";
        version = "1.0";
        src = ./source;
        installPhase = ''mkdir -p $out/bin; cp tool $out/bin/made'';
      };
      python = final.python3.withPackages (packages: [ packages.requests ]);
    };
}
