# Which output of a package is meant, and where its programs are.
lib: {
  getOutput =
    output: package: if package.outputSpecified or false then package else package.${output} or package.out or package;
  getBin = lib.getOutput "bin";
  getLib = lib.getOutput "lib";
  getDev = lib.getOutput "dev";
  getMan = lib.getOutput "man";
  getExe' = package: program: "${lib.getBin package}/bin/${program}";
  getExe = package: lib.getExe' package (package.meta.mainProgram or package.pname);
  makeSearchPath = folder: packages: builtins.concatStringsSep ":" (map (p: "${p}/${folder}") packages);
  makeSearchPathOutput =
    output: folder: packages:
    lib.makeSearchPath folder (map (lib.getOutput output) packages);
  makeBinPath = packages: lib.makeSearchPath "bin" (map lib.getBin packages);
  makeLibraryPath = packages: lib.makeSearchPath "lib" (map lib.getLib packages);
}
