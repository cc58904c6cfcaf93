# What stands in the meta of packages.
lib: {
  licenses =
    let
      free = spdxId: {
        inherit spdxId;
        fullName = spdxId;
        shortName = spdxId;
        free = true;
      };
    in
    builtins.mapAttrs (_: free) {
      agpl3Only = "AGPL-3.0-only";
      agpl3Plus = "AGPL-3.0-or-later";
      asl20 = "Apache-2.0";
      bsd2 = "BSD-2-Clause";
      bsd3 = "BSD-3-Clause";
      cc0 = "CC0-1.0";
      gpl2Only = "GPL-2.0-only";
      gpl2Plus = "GPL-2.0-or-later";
      gpl3Only = "GPL-3.0-only";
      gpl3Plus = "GPL-3.0-or-later";
      isc = "ISC";
      lgpl21Plus = "LGPL-2.1-or-later";
      mit = "MIT";
      mpl20 = "MPL-2.0";
      zlib = "Zlib";
    }
    // {
      unfree = {
        fullName = "Unfree";
        shortName = "unfree";
        free = false;
      };
    };
  maintainers = { };
  platforms = rec {
    linux = [
      "aarch64-linux"
      "x86_64-linux"
    ];
    darwin = [ ];
    unix = linux;
    all = linux;
    none = [ ];
  };
  systems = { };
  hiPrio = lib.setPrio (-10);
  lowPrio = lib.setPrio 10;
  setPrio = priority: lib.addMetaAttrs { inherit priority; };
  addMetaAttrs = attributes: package: package // { meta = package.meta or { } // attributes; };
}
