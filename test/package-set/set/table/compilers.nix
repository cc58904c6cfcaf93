# What programs are built with.
{
  # The compiler and what it needs of glibc's, for one folder to have all. fixups/gcc.sh makes the programs that know where it is.
  gcc = {
    pname = "gcc-wrapper";
    out = "gcc-16-ARCH cpp-16-ARCH g++-16-ARCH libgcc-16-dev libstdc++-16-dev libc6-dev linux-libc-dev";
    # Sanitizers, offloading, link-time optimization, and what only its own plugins want.
    drop = "usr/bin/*-lto-dump-16 usr/libexec/gcc/*/16/lto1 usr/lib/gcc/*/16/plugin usr/lib/gcc/*/16/lib*san* usr/share/gdb";
    inputs = "binutils coreutils gcc-unwrapped";
    license = "GPL-3.0-or-later WITH GCC-exception-3.1";
    mainProgram = "gcc";
    priority = 10;
    private = true;
    wrapped = true;
  };
  binutils = {
    pname = "binutils-wrapper";
    outputs = "out man";
    out = "binutils-ARCH binutils binutils-common libbinutils libctf0 libctf-nobfd0 libsframe#";
    drop = "usr/bin/gp-* usr/bin/gprofng* etc usr/lib/*/gprofng usr/lib/*/bfd-plugins usr/lib/compat-ld";
    license = "GPL-3.0-or-later";
    priority = 10;
  };
  pkg-config = {
    pname = "pkg-config-wrapper";
    outputs = "out man";
    out = "pkgconf pkgconf-bin libpkgconf#";
    license = "ISC";
    mainProgram = "pkg-config";
  };
  patchelf = {
    out = "patchelf";
    license = "GPL-3.0-or-later";
    mainProgram = "patchelf";
  };
  go = {
    out = "golang-1.27-go golang-1.27-src";
    drop = "usr/share/go-1.27/test usr/share/go-1.27/api usr/share/go-1.27/misc usr/share/go-1.27/src/cmd usr/share/go-1.27/src/*/*/testdata";
    license = "BSD-3-Clause";
    mainProgram = "go";
    wrapped = true;
  };
}
