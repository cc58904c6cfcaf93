# The few functions of nixpkgs's lib that one meets in strings.
rec {
  version = "offline";
  getOutput = output: package: package.${output} or package.out or package;
  getBin = getOutput "bin";
  getLib = getOutput "lib";
  getDev = getOutput "dev";
  getMan = getOutput "man";
  getExe' = package: program: "${getBin package}/bin/${program}";
  getExe = package: getExe' package (package.meta.mainProgram or package.pname);
  makeSearchPath = folder: packages: builtins.concatStringsSep ":" (map (p: "${p}/${folder}") packages);
  makeBinPath = packages: makeSearchPath "bin" (map getBin packages);
  makeLibraryPath = packages: makeSearchPath "lib" (map getLib packages);
}
