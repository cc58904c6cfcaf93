# Folders of links to the files of several packages.
final:
let
  inherit (final) lib;
  nameOf = args: args.name or "${args.pname}-${args.version}";
in
{
  # Every folder is a real one, every file a link. The first path that has a file provides it.
  symlinkJoin =
    args@{
      paths,
      stripPrefix ? "",
      failOnMissing ? stripPrefix == "",
      postBuild ? "",
      ...
    }:
    final.runCommand (nameOf args)
      (
        removeAttrs args [
          "name"
          "postBuild"
          "stripPrefix"
          "failOnMissing"
        ]
        // {
          paths = map (path: "${path}${stripPrefix}") paths;
          passAsFile = [ "paths" ];
          preferLocalBuild = args.preferLocalBuild or true;
        }
      )
      ''
        mkdir -p "$out"
        for path in $(cat "$pathsPath"); do
          if [ -d "$path" ]; then
            find "$path/" -mindepth 1 -maxdepth 1 -exec \
              cp --recursive --symbolic-link --no-preserve=mode --update=none --target-directory="$out" {} +
          ${lib.optionalString failOnMissing ''
            else
              echo "symlinkJoin: there is no folder $path" >&2
              exit 1
          ''}
          fi
        done
        ${postBuild}
      '';

  # A folder that one path alone has is a link to it. Of two files of the same name that of the lower meta.priority counts,
  # and the same priority is an error.
  buildEnv = lib.makeOverridable (
    args@{
      paths,
      pathsToLink ? [ "/" ],
      extraOutputsToInstall ? [ ],
      extraPrefix ? "",
      ignoreCollisions ? false,
      checkCollisionContents ? true,
      nativeBuildInputs ? [ ],
      buildInputs ? [ ],
      postBuild ? "",
      passthru ? { },
      meta ? { },
      ...
    }:
    let
      # "PRIORITY PATH" for each output that is installed.
      linesOf =
        package:
        if !(lib.isDerivation package) then
          [ "5 ${package}" ]
        else
          map (output: "${toString (package.meta.priority or 5)} ${output}") (
            if package.outputSpecified or false then
              [ package ]
            else
              map (name: package.${name}) (
                lib.unique (
                  package.meta.outputsToInstall or [ package.outputName ]
                  ++ builtins.filter (name: package ? ${name}) extraOutputsToInstall
                )
              )
          );
    in
    final.runCommand (nameOf args)
      (
        {
          inherit
            pathsToLink
            extraPrefix
            ignoreCollisions
            checkCollisionContents
            nativeBuildInputs
            buildInputs
            passthru
            meta
            ;
          sources = lib.concatLines (builtins.concatMap linesOf (lib.remove null (lib.flatten paths)));
          passAsFile = [ "sources" ];
          preferLocalBuild = true;
          allowSubstitutes = false;
        }
        // lib.optionalAttrs (args ? pname) { inherit (args) pname; }
        // lib.optionalAttrs (args ? version) { inherit (args) version; }
        // args.derivationArgs or { }
      )
      ''
        ${builtins.readFile ./build-env.sh}
        ${postBuild}
      ''
  );

  # linkFarm "name" { "a/b" = drv; }, or a list of { name, path }.
  linkFarm =
    name: entries:
    let
      set =
        if builtins.isAttrs entries then
          entries
        else
          builtins.listToAttrs (map (entry: lib.nameValuePair entry.name entry.path) entries);
    in
    final.runCommand name
      {
        preferLocalBuild = true;
        allowSubstitutes = false;
        passthru.entries = set;
      }
      ''
        mkdir -p "$out"
        ${lib.concatMapAttrsStringSep "\n" (link: path: ''
          mkdir -p "$out/$(dirname ${lib.escapeShellArg link})"
          ln -s ${lib.escapeShellArg "${path}"} "$out"/${lib.escapeShellArg link}
        '') set}
      '';
  linkFarmFromDrvs =
    name: packages: final.linkFarm name (map (package: { inherit (package) name; path = package; }) packages);
}
