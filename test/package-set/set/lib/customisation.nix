# Fixed points, overlays, and functions whose arguments can be changed afterwards.
lib: {
  fix =
    function:
    let
      self = function self;
    in
    self;
  # extends (final: prev: { b = 2; }) (final: { a = 1; }) is final: { a = 1; b = 2; }
  extends =
    overlay: base: final:
    let
      prev = base final;
    in
    prev // overlay final prev;
  composeExtensions =
    first: second: final: prev:
    let
      one = first final prev;
    in
    one // second final (prev // one);
  composeManyExtensions = builtins.foldl' lib.composeExtensions (_: _: { });
  # What an override may be: a set, a function of the old set, or one of the final and the old one.
  toExtension =
    given:
    if !builtins.isFunction given then
      _: _: given
    else
      final: prev:
      let
        one = given prev;
      in
      if builtins.isFunction one then given final prev else one;

  setFunctionArgs = function: args: {
    __functor = _: function;
    __functionArgs = args;
  };
  functionArgs = function: function.__functionArgs or (builtins.functionArgs function);
  isFunction = value: builtins.isFunction value || (value ? __functor && builtins.isFunction (value.__functor value));
  toFunction = value: if lib.isFunction value then value else _: value;

  # The result of the function, with `override` to call it again with other arguments.
  makeOverridable =
    function:
    lib.setFunctionArgs (
      args:
      let
        result = function args;
        override = changed: lib.makeOverridable function (args // lib.toFunction changed args);
        again = change: lib.makeOverridable (newArgs: change (function newArgs)) args;
      in
      if builtins.isAttrs result then
        result
        // {
          inherit override;
          overrideDerivation = change: again (package: package.overrideAttrs change);
        }
        // lib.optionalAttrs (result ? overrideAttrs) {
          overrideAttrs = change: again (package: package.overrideAttrs change);
        }
      else if lib.isFunction result then
        lib.setFunctionArgs result (lib.functionArgs result) // { inherit override; }
      else
        result
    ) (lib.functionArgs function);

  callPackageWith =
    packages: given: args:
    let
      function = if lib.isFunction given then given else import given;
      wanted = lib.functionArgs function;
      missing = builtins.filter (name: !wanted.${name} && !(packages ? ${name}) && !(args ? ${name})) (
        builtins.attrNames wanted
      );
    in
    if missing == [ ] then
      lib.makeOverridable function (builtins.intersectAttrs wanted packages // args)
    else
      throw "callPackage: the offline package set has no ${builtins.concatStringsSep ", " missing}";

  makeScope =
    newScope: function:
    let
      self = function self // {
        newScope = scope: newScope (self // scope);
        callPackage = self.newScope { };
        overrideScope = overlay: lib.makeScope newScope (lib.extends overlay function);
        packages = function;
      };
    in
    self;
}
