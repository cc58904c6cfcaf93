# What packages ask of the machine that they are for.
system:
let
  isx86_64 = system == "x86_64-linux";
  cpu = if isx86_64 then "x86_64" else "aarch64";
in
{
  inherit system isx86_64;
  isAarch64 = !isx86_64;
  is64bit = true;
  isLinux = true;
  isUnix = true;
  isDarwin = false;
  isGnu = true;
  isMusl = false;
  isStatic = false;
  config = "${cpu}-unknown-linux-gnu";
  linuxArch = if isx86_64 then "x86_64" else "arm64";
  uname = {
    system = "Linux";
    processor = cpu;
  };
  go = {
    GOOS = "linux";
    GOARCH = if isx86_64 then "amd64" else "arm64";
  };
  extensions = {
    executable = "";
    library = ".so";
    sharedLibrary = ".so";
    staticLibrary = ".a";
  };
}
