# What nixpkgs's python3 has beside its store path, as `pythonFunctions`.
final:
let
  inherit (final) lib;
in
{
  pythonFunctions =
    let
      python = final.python3;
      pythonVersion = lib.versions.majorMinor python.version;
      sitePackages = "lib/python${pythonVersion}/site-packages";
      buildEnv = lib.makeOverridable (
        {
          extraLibs ? [ ],
          ignoreCollisions ? false,
          postBuild ? "",
        }:
        let
          modules = builtins.filter (module: module.outPath != python.outPath) (
            lib.unique (builtins.concatMap (module: [ module ] ++ module.requiredPythonModules or [ ]) extraLibs)
          );
        in
        final.buildEnv {
          name = "${python.name}-env";
          paths = modules;
          inherit ignoreCollisions;
          postBuild = ''
            python=${python}
            ${builtins.readFile ./python-env.sh}
            ${postBuild}
          '';
          meta = removeAttrs python.meta [
            "name"
            "outputsToInstall"
          ];
          passthru = {
            inherit python pythonVersion sitePackages;
            interpreter = "${python}/bin/python${pythonVersion}";
          };
        }
      ) { };
    in
    {
      inherit buildEnv pythonVersion sitePackages;
      interpreter = "${python}/bin/python${pythonVersion}";
      executable = "python${pythonVersion}";
      pkgs = final.python3Packages;
      withPackages = choose: buildEnv.override { extraLibs = choose final.python3Packages; };
    };
}
