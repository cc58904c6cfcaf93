# What every closure stands on.
{
  glibc = {
    outputs = "out bin dev";
    # libgcc_s is opened by name when a thread is cancelled.
    out = "libc6 libgcc-s1";
    bin = "libc-bin";
    dev = "libc6-dev";
    drop = "usr/share/libc-bin";
    license = "LGPL-2.1-or-later";
  };
  gcc-unwrapped = {
    pname = "gcc";
    outputs = "lib libgcc";
    lib = "libstdc++6 libgomp1 libatomic1";
    libgcc = "libgcc-s1";
    license = "GPL-3.0-or-later";
  };
  bash = {
    outputs = "out man";
    out = "bash";
    license = "GPL-3.0-or-later";
    mainProgram = "bash";
  };
  bashInteractive = {
    pname = "bash-interactive";
    outputs = "out man";
    out = "bash";
    license = "GPL-3.0-or-later";
    mainProgram = "bash";
  };
  coreutils = {
    out = "coreutils";
    license = "GPL-3.0-or-later";
    priority = 10;
  };
  gnused = {
    out = "sed";
    license = "GPL-3.0-or-later";
    mainProgram = "sed";
  };
  gnugrep = {
    out = "grep";
    license = "GPL-3.0-or-later";
    mainProgram = "grep";
  };
  findutils = {
    out = "findutils";
    license = "GPL-3.0-or-later";
    mainProgram = "find";
  };
  gawk = {
    outputs = "out man";
    out = "gawk";
    license = "GPL-3.0-or-later";
    mainProgram = "gawk";
  };
  gnutar = {
    out = "tar";
    license = "GPL-3.0-or-later";
    mainProgram = "tar";
    priority = 10;
  };
  gzip = {
    outputs = "out man";
    out = "gzip";
    license = "GPL-3.0-or-later";
    mainProgram = "gzip";
  };
  diffutils = {
    out = "diffutils";
    license = "GPL-3.0-or-later";
  };
  patch = {
    out = "patch";
    license = "GPL-3.0-or-later";
    mainProgram = "patch";
  };
  gnumake = {
    outputs = "out man";
    out = "make";
    license = "GPL-3.0-or-later";
    mainProgram = "make";
  };
  gnum4 = {
    out = "m4";
    license = "GPL-3.0-or-later";
    mainProgram = "m4";
  };
  which = {
    outputs = "out man";
    out = "gnu-which";
    license = "GPL-3.0-or-later";
    mainProgram = "which";
  };
  cacert = {
    pname = "nss-cacert";
    out = "ca-certificates";
    drop = "usr/sbin usr/share/man";
    license = "MPL-2.0";
  };
  tzdata = {
    outputs = "out bin man";
    out = "tzdata tzdata-legacy";
    license = "LicenseRef-scancode-public-domain";
  };
  iana-etc = {
    out = "netbase";
    license = "LicenseRef-scancode-public-domain";
  };
  mailcap = {
    out = "media-types";
    license = "MIT";
  };
  perl = {
    outputs = "out man";
    out = "perl-base perl perl-modules-5.42 libperl5.42";
    license = "Artistic-1.0-Perl OR GPL-1.0-or-later";
    mainProgram = "perl";
    priority = 6;
    wrapped = true;
  };
}
