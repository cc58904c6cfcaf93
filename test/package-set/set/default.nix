# A package set with nixpkgs's attribute names whose programs are Debian's. `import ./. { system = "x86_64-linux"; }`
# needs no network, no .deb and no import from derivation: SYSTEM.json (written by ../resolve.mjs) has every hash.
{
  system ? builtins.currentSystem,
  config ? { }, # Accepted as nixpkgs does. Nothing here depends on it.
  overlays ? [ ],
  ... # nixpkgs takes more: accepted, not used.
}:
let
  table = import ./table;
  resolved =
    if builtins.pathExists (./. + "/${system}.json") then
      builtins.fromJSON (builtins.readFile (./. + "/${system}.json"))
    else
      throw "the offline package set has no packages for ${system}";
  triplet =
    {
      x86_64-linux = "x86_64-linux-gnu";
      aarch64-linux = "aarch64-linux-gnu";
    }
    .${system};
  loader =
    {
      x86_64-linux = "ld-linux-x86-64.so.2";
      aarch64-linux = "ld-linux-aarch64.so.1";
    }
    .${system};

  pythonVersion = builtins.head (builtins.match "([0-9]+[.][0-9]+).*" resolved.packages.python3.version);

  words = text: builtins.filter (word: builtins.isString word && word != "") (builtins.split "[ \n]+" text);

  # Fixed outputs, so nothing runs where `nix-store --add-fixed` has put the file already.
  fetched =
    { name, sha256 }:
    derivation {
      inherit name;
      system = resolved.buildSystem;
      builder = "/usr/bin/false";
      outputHashMode = "flat";
      outputHashAlgo = "sha256";
      outputHash = sha256;
    };

  # "openssl.out" or "python3Packages.idna.out" -> that output.
  inputNamed =
    name:
    let
      match = builtins.match "(.*)[.]([a-z]+)" name;
    in
    flat.${builtins.elemAt match 0}.${builtins.elemAt match 1};

  isPythonModule = attribute: builtins.match "python3Packages[.].*" attribute != null;

  # What nixpkgs says of a Python module: its Python, and whatever it needs of others, its Python among them.
  pythonOf = attribute: {
    pythonModule = flat.python3 // { inherit pythonVersion; };
    requiredPythonModules = map (item: item.package) (
      builtins.genericClosure {
        startSet = requiredBy attribute;
        operator = item: requiredBy item.key;
      }
    );
  };
  requiredBy =
    attribute:
    map (name: {
      key = name;
      package = flat.${name};
    }) (words (table.${attribute}.inputs or ""));

  package =
    attribute: found:
    let
      entry = table.${attribute};
      outputs = words (entry.outputs or "out");
      fixup = ./fixups + "/${attribute}.sh";
      built = derivation (
        {
          name = "${entry.namePrefix or ""}${pname}-${found.version}";
          inherit outputs triplet;
          inherit (found) version;
          inherit pythonVersion;
          # The machine that patches, not the one that runs the result: nothing of the result runs while it is made.
          system = resolved.buildSystem;
          builder = "/usr/bin/bash";
          args = [
            "-euc"
            (builtins.readFile ./builder.sh)
          ];
          loader = if attribute == "glibc" then loader else "${flat.glibc.out}/lib/${loader}";
          inputs = map inputNamed found.inputs;
          propagated = map (name: flat.${name}.out or flat.${name}) (words (entry.inputs or ""));
          dlopens = map inputNamed (words (entry.dlopens or ""));
          drop = entry.drop or "";
          relocate_program = builtins.readFile ./relocate.pl;
          fixup = if builtins.pathExists fixup then builtins.readFile fixup else "";
        }
        // builtins.listToAttrs (
          map (output: {
            name = "debs_${output}";
            value = map fetched (found.debs.${output} or [ ]);
          }) outputs
        )
      );
      pname = entry.pname or attribute;
      outputsToInstall =
        [
          (
            if builtins.elem "bin" outputs then
              "bin"
            else if builtins.elem "out" outputs then
              "out"
            else
              builtins.head outputs
          )
        ]
        ++ builtins.filter (output: output == "man") outputs;
      common = builtins.listToAttrs (
        map (output: {
          name = output;
          value = describe output;
        }) outputs
      ) // {
        inherit pname outputs system;
        inherit (built) drvPath name;
        inherit (found) version;
        type = "derivation";
        all = map describe outputs;
        passthru = { };
        meta = {
          inherit outputsToInstall;
          name = built.name;
          description = entry.description or found.description;
          homepage = entry.homepage or found.homepage;
          license = rec {
            spdxId = entry.license;
            fullName = spdxId;
            free = true;
          };
          position = "test/package-set/set/table:${attribute}";
          available = true;
        }
        // (if entry ? mainProgram then { inherit (entry) mainProgram; } else { })
        // (if entry ? priority then { inherit (entry) priority; } else { });
      }
      // (if isPythonModule attribute then pythonOf attribute else { });
      describe = output: common // {
        outputName = output;
        outPath = built.${output}.outPath;
        outputSpecified = true;
      };
    in
    common // {
      outputName = builtins.head outputs;
      outPath = built.${builtins.head outputs}.outPath;
    };

  flat = builtins.mapAttrs package resolved.packages;

  # { "python3Packages.idna" = p; } -> { python3Packages.idna = p; }; nested one level, as far as the table goes.
  nested = builtins.foldl' (
    set: attribute:
    let
      match = builtins.match "([^.]+)[.]([^.]+)" attribute;
      group = builtins.elemAt match 0;
    in
    if match == null then
      set // { ${attribute} = flat.${attribute}; }
    else
      set
      // {
        ${group} = (set.${group} or { recurseForDerivations = true; }) // {
          ${builtins.elemAt match 1} = flat.${attribute};
        };
      }
  ) { } (builtins.attrNames flat);

  lib = import ./lib;

  stdenvWith =
    compilers:
    import ./stdenv {
      inherit lib system compilers;
      inherit (resolved) buildSystem;
      pkgs = nested;
    };

  # All of it without overlays; `final` is the set with all of them, which the functions and the aliases look into.
  base =
    overlays: final:
    builtins.mapAttrs (_: target: target final) (import ./table/aliases.nix)
    // nested
    // import ./functions final
    // {
      python3 = nested.python3 // final.pythonFunctions;
      python3Packages = nested.python3Packages // {
        python = final.python3;
        callPackage = lib.callPackageWith (final // final.python3Packages);
      };
      stdenv = stdenvWith [
        nested.gcc
        nested.binutils
        nested.patchelf
      ];
      stdenvNoCC = stdenvWith [ ];
      pkgs = final;
      config = if builtins.isFunction config then config { pkgs = final; } else config;
      inherit lib overlays system;
      extend = overlay: final.appendOverlays [ overlay ];
      appendOverlays = more: withOverlays (overlays ++ more);
    };
  withOverlays = all: lib.fix (builtins.foldl' (set: overlay: lib.extends overlay set) (base all) all);
in
withOverlays overlays
