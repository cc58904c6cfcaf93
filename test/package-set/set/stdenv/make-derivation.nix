# stdenv.mkDerivation: a set of attributes, or a function of the final ones, to a package.
{
  lib,
  stdenv,
  system,
}:
let
  mkDerivation = given: derive (if builtins.isFunction given then given else _: given);

  # `attributesOf` takes the attributes that come out after all overrides, and the package as finalPackage.
  derive =
    attributesOf:
    let
      attributes = attributesOf (attributes // { finalPackage = package; });
      package = packageOf attributes // {
        overrideAttrs = change: derive (lib.extends (lib.toExtension change) attributesOf);
      };
    in
    package;

  # Programs and development files of a package. An output that was named is taken as it is.
  outputsOf =
    dependency:
    if builtins.isAttrs dependency && !(dependency.outputSpecified or false) then
      lib.unique [
        (lib.getBin dependency)
        (lib.getDev dependency)
      ]
    else
      [ dependency ];
  dependencies = list: builtins.concatMap outputsOf (lib.remove null (lib.flatten list));

  nameOf =
    attributes:
    attributes.name
      or (if attributes ? version then "${attributes.pname}-${attributes.version}" else attributes.pname);

  # Attributes that are for who evaluates, not for the builder.
  evaluationOnly = [
    "meta"
    "passthru"
    "pos"
    "env"
    "checkInputs"
    "nativeCheckInputs"
  ];

  # `hash` says its algorithm itself.
  outputHashOf =
    attributes:
    if attributes.outputHash or null == null then
      { }
    else
      {
        outputHash = if attributes.outputHash == "" then lib.fakeHash else attributes.outputHash;
        outputHashAlgo = attributes.outputHashAlgo or null;
      };

  derivationArguments =
    attributes:
    let
      isStructured = attributes.__structuredAttrs or false;
      checkDependencies = lib.optionals (attributes.doCheck or false) (
        attributes.nativeCheckInputs or [ ] ++ attributes.checkInputs or [ ]
      );
    in
    removeAttrs attributes evaluationOnly
    // outputHashOf attributes
    // {
      name = nameOf attributes;
      inherit system stdenv;
      builder = attributes.realBuilder or stdenv.shell;
      args = attributes.args or [
        "-e"
        (attributes.builder or "${stdenv}/build")
      ];
      __ignoreNulls = true;
      nativeBuildInputs = dependencies (attributes.nativeBuildInputs or [ ] ++ checkDependencies);
      buildInputs = dependencies (attributes.buildInputs or [ ]);
      propagatedBuildInputs = dependencies (attributes.propagatedBuildInputs or [ ]);
      propagatedNativeBuildInputs = dependencies (attributes.propagatedNativeBuildInputs or [ ]);
    }
    // (if isStructured then { env = attributes.env or { }; } else attributes.env or { });

  packageOf =
    attributes:
    let
      built = derivation (derivationArguments attributes);
      outputs = attributes.outputs or [ "out" ];
      common = byOutput // attributes.passthru or { } // {
        all = map (output: byOutput.${output}) outputs;
        inherit outputs;
        passthru = attributes.passthru or { };
        meta = {
          inherit (built) name;
          available = true;
          outputsToInstall =
            [
              (lib.findFirst (output: builtins.elem output outputs) (builtins.head outputs) [
                "bin"
                "out"
              ])
            ]
            ++ builtins.filter (output: output == "man") outputs;
        }
        // attributes.meta or { };
      };
      byOutput = lib.genAttrs outputs (
        output: built.${output} // common // { outputSpecified = true; }
      );
    in
    built // common;
in
mkDerivation
