# Derivations whose builder is one script.
final:
let
  inherit (final) lib;
  runWith =
    stdenv: name: attributes: buildCommand:
    stdenv.mkDerivation (
      {
        inherit name buildCommand;
        enableParallelBuilding = true;
      }
      // attributes
      // {
        passAsFile = [ "buildCommand" ] ++ attributes.passAsFile or [ ];
      }
    );
  localAttributes = {
    preferLocalBuild = true;
    allowSubstitutes = false;
  };
in
{
  runCommand = runWith final.stdenvNoCC;
  runCommandLocal = name: attributes: final.runCommand name (localAttributes // attributes);
  runCommandCC = runWith final.stdenv;
  runCommandWith =
    {
      name,
      stdenv ? final.stdenv,
      runLocal ? false,
      derivationArgs ? { },
    }:
    runWith stdenv name (lib.optionalAttrs runLocal localAttributes // derivationArgs);

  # The store paths in the closure of others: files store-paths and registration (for nix-store --load-db).
  closureInfo =
    { rootPaths }:
    final.runCommand "closure-info" {
      __structuredAttrs = true;
      exportReferencesGraph.closure = rootPaths;
      nativeBuildInputs = [ final.jq ];
    } ''
      mkdir "$out"
      jq -r '.closure | map(.path) | sort[]' "$NIX_ATTRS_JSON_FILE" >"$out/store-paths"
      jq -r '.closure | sort_by(.path)[] |
        ([.path, .narHash, (.narSize | tostring), "", (.references | length | tostring)] + .references)[]' \
        "$NIX_ATTRS_JSON_FILE" >"$out/registration"
    '';

  # A setup hook as a package: substitutions replace @NAME@ in the script.
  makeSetupHook =
    {
      name ? "hook",
      propagatedBuildInputs ? [ ],
      substitutions ? { },
      meta ? { },
      passthru ? { },
    }:
    script:
    final.runCommand name
      (
        substitutions
        // {
          inherit meta passthru propagatedBuildInputs script;
        }
      )
      ''
        mkdir -p "$out/nix-support"
        substitute "$script" "$out/nix-support/setup-hook" ${
          lib.concatMapStringsSep " " (variable: "--subst-var ${variable}") (builtins.attrNames substitutions)
        }
        output=out
        words=()
        words_of propagatedBuildInputs
        write_support propagated-build-inputs "''${words[*]}"
      '';

  makeWrapper = final.makeSetupHook { name = "make-shell-wrapper-hook"; } ./make-wrapper.sh;
  makeBinaryWrapper = final.makeWrapper;
}
