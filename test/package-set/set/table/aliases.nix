# Other names that nixpkgs has for the same packages.
{
  bind = pkgs: pkgs.dnsutils;
  iperf3 = pkgs: pkgs.iperf;
  libgcc = pkgs: pkgs.gcc-unwrapped.libgcc;
  lua = pkgs: pkgs.lua5_4;
  netcat = pkgs: pkgs.netcat-openbsd;
  nodejs_24 = pkgs: pkgs.nodejs;
  pam = pkgs: pkgs.linux-pam;
  php84 = pkgs: pkgs.php;
  postgresql_18 = pkgs: pkgs.postgresql;
  python313 = pkgs: pkgs.python3;
  python313Packages = pkgs: pkgs.python3Packages;
}
