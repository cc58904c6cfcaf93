# Lists of what is in the set of one system, for the scripts that build it and write packages.json. What the functions of the
# set build with is among the store paths, and not among the names.
{ system }:
let
  pkgs = import ./. { inherit system; };
  attributes = builtins.attrNames (builtins.fromJSON (builtins.readFile (./. + "/${system}.json"))).packages;
  # An alias of something that this system lacks throws; one of a whole group of packages has no outPath.
  aliases = builtins.filter (name: (builtins.tryEval (pkgs.${name} ? outPath)).value) (
    builtins.attrNames (import ./table/aliases.nix)
  );
  at =
    path: builtins.foldl' (set: name: set.${name}) pkgs (builtins.filter builtins.isString (builtins.split "[.]" path));
  keep =
    names:
    builtins.intersectAttrs (
      builtins.listToAttrs (
        map (name: {
          inherit name;
          value = null;
        }) names
      )
    );
  row =
    attribute:
    let
      package = at attribute;
    in
    {
      name = attribute;
      value = {
        inherit (package) name pname version;
        outputs = builtins.listToAttrs (
          map (output: {
            name = output;
            value = builtins.unsafeDiscardStringContext package.${output}.outPath;
          }) package.outputs
        );
        defaultOutput = package.outputName;
        inherit (package.meta) outputsToInstall;
        meta = keep [ "description" "homepage" "mainProgram" "priority" ] package.meta // {
          license = package.meta.license.spdxId;
        };
      }
      // (if package ? requiredPythonModules then { modules = pythonModules package; } else { });
    };
  pythonModules = package: {
    language = "python";
    version = package.pythonModule.pythonVersion;
    paths = map (module: builtins.unsafeDiscardStringContext module.outPath) (
      builtins.filter (module: module.outPath != package.pythonModule.outPath) package.requiredPythonModules
    );
  };
in
{
  derivations = builtins.concatMap (attribute: (at attribute).all) attributes ++ [
    pkgs.stdenv
    pkgs.stdenvNoCC
  ];
  names = builtins.listToAttrs (map row (attributes ++ aliases));
}
