# Files with a given text.
final:
let
  inherit (final) lib;
  mainProgramOf =
    executable: destination:
    lib.optionalAttrs (executable && builtins.match "/bin/[^/]+" destination != null) {
      mainProgram = baseNameOf destination;
    };
in
{
  writeTextFile =
    {
      name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
      allowSubstitutes ? false,
      preferLocalBuild ? true,
      derivationArgs ? { },
    }:
    final.runCommand name
      (
        {
          inherit
            text
            executable
            destination
            checkPhase
            passthru
            allowSubstitutes
            preferLocalBuild
            ;
          passAsFile = [ "text" ] ++ derivationArgs.passAsFile or [ ];
          meta = mainProgramOf executable destination // meta;
        }
        // removeAttrs derivationArgs [ "passAsFile" ]
      )
      ''
        target=$out$destination
        mkdir -p "$(dirname "$target")"
        if [ -e "$textPath" ]; then mv "$textPath" "$target"; else printf %s "$text" >"$target"; fi
        if [ -n "$executable" ]; then chmod +x "$target"; fi
        eval "$checkPhase"
      '';
  writeText = name: text: final.writeTextFile { inherit name text; };
  writeTextDir =
    path: text:
    final.writeTextFile {
      name = baseNameOf path;
      destination = "/${path}";
      inherit text;
    };
  writeScript =
    name: text:
    final.writeTextFile {
      inherit name text;
      executable = true;
    };
  writeScriptBin =
    name: text:
    final.writeTextFile {
      inherit name text;
      executable = true;
      destination = "/bin/${name}";
    };
  writeShellScript =
    name: text:
    final.writeTextFile {
      inherit name;
      executable = true;
      text = "#!${final.runtimeShell}\n${text}\n";
      checkPhase = ''${final.stdenv.shellDryRun} "$target"'';
    };
  writeShellScriptBin =
    name: text:
    final.writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = "#!${final.runtimeShell}\n${text}\n";
      checkPhase = ''${final.stdenv.shellDryRun} "$target"'';
    };
  # nixpkgs's checks with shellcheck, which the set does not have: this one has bash read it.
  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? null,
      bashOptions ? [
        "errexit"
        "nounset"
        "pipefail"
      ],
      inheritPath ? true,
      checkPhase ? null,
      excludeShellChecks ? [ ],
      extraShellCheckFlags ? [ ],
      meta ? { },
      passthru ? { },
      derivationArgs ? { },
    }:
    final.writeTextFile {
      inherit
        name
        meta
        passthru
        derivationArgs
        ;
      executable = true;
      destination = "/bin/${name}";
      text =
        "#!${final.runtimeShell}\n"
        + lib.concatLines (map (option: "set -o ${option}") bashOptions)
        + lib.concatLines (
          lib.mapAttrsToList (variable: value: "${lib.toShellVar variable value}\nexport ${variable}") (
            if runtimeEnv == null then { } else runtimeEnv
          )
        )
        + lib.optionalString (runtimeInputs != [ ] || !inheritPath) ''

          export PATH="${lib.makeBinPath runtimeInputs}${lib.optionalString inheritPath ":$PATH"}"
        ''
        + "\n${text}\n";
      checkPhase = if checkPhase == null then ''${final.stdenv.shellDryRun} "$target"'' else checkPhase;
    };

  # One file with the texts of several.
  concatTextFile =
    {
      name,
      files,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
    }:
    final.runCommandLocal name
      {
        inherit
          files
          executable
          destination
          checkPhase
          meta
          passthru
          ;
      }
      ''
        target=$out$destination
        mkdir -p "$(dirname "$target")"
        cat $files >"$target"
        if [ -n "$executable" ]; then chmod +x "$target"; fi
        eval "$checkPhase"
      '';
  concatText = name: files: final.concatTextFile { inherit name files; };
  concatScript =
    name: files:
    final.concatTextFile {
      inherit name files;
      executable = true;
    };

  # A copy of a file in which @NAME@ is replaced.
  replaceVars =
    src: replacements:
    final.runCommandLocal (baseNameOf (toString src)) { inherit src; } ''
      substitute "$src" "$out" ${
        lib.concatMapAttrsStringSep " " (
          name: value: "--replace-fail ${lib.escapeShellArg "@${name}@"} ${lib.escapeShellArg value}"
        ) replacements
      }
    '';
  emptyFile = final.runCommandLocal "empty-file" { } ''touch "$out"'';
  emptyDirectory = final.runCommandLocal "empty-directory" { } ''mkdir "$out"'';
}
