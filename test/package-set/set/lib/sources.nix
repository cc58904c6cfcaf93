# Folders of sources with some files left out.
lib: {
  cleanSourceFilter =
    name: type:
    let
      base = baseNameOf (toString name);
    in
    !(
      builtins.elem base [
        ".git"
        ".svn"
        ".hg"
        "CVS"
      ]
      || lib.hasSuffix "~" base
      || builtins.match "[.].*[.]sw[a-z]" base != null
      || (type == "symlink" && lib.hasPrefix "result" base)
    );
  cleanSourceWith =
    {
      src,
      filter ? (_: _: true),
      name ? "source",
    }:
    builtins.path {
      path = src;
      inherit filter name;
    };
  cleanSource =
    src:
    lib.cleanSourceWith {
      inherit src;
      filter = lib.cleanSourceFilter;
    };
  sourceByRegex =
    src: patterns:
    lib.cleanSourceWith {
      inherit src;
      filter =
        path: _:
        let
          relative = lib.removePrefix "${toString src}/" (toString path);
        in
        builtins.any (pattern: builtins.match pattern relative != null) patterns;
    };
}
