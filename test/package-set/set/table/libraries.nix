# Libraries, and the programs that come with them.
{
  acl = {
    outputs = "bin out man";
    bin = "acl";
    out = "libacl1";
    license = "LGPL-2.1-or-later";
  };
  ada = {
    out = "libada-url0-#";
    license = "Apache-2.0";
  };
  attr = {
    outputs = "bin out man";
    bin = "attr";
    out = "libattr1";
    license = "LGPL-2.1-or-later";
  };
  audit = {
    out = "libaudit1";
    license = "LGPL-2.1-or-later";
  };
  boehmgc = {
    out = "libgc1";
    license = "MIT";
  };
  boost = {
    out = "libboost-context# libboost-iostreams# libboost-url#";
    license = "BSL-1.0";
  };
  brotli = {
    outputs = "out lib";
    out = "brotli";
    lib = "libbrotli1";
    license = "MIT";
    mainProgram = "brotli";
  };
  bzip2 = {
    outputs = "bin dev out man";
    bin = "bzip2";
    dev = "libbz2-dev";
    out = "libbz2-1.0";
    license = "bzip2-1.0.6";
  };
  c-ares = {
    out = "libcares#";
    license = "MIT";
  };
  cyrus_sasl = {
    out = "libsasl2-2";
    license = "BSD-4-Clause";
  };
  db53 = {
    pname = "db";
    out = "libdb5.3t64";
    license = "Sleepycat";
  };
  dbus = {
    outputs = "lib";
    lib = "libdbus-1-3";
    license = "AFL-2.1 OR GPL-2.0-or-later";
  };
  e2fsprogs = {
    outputs = "bin out man";
    bin = "e2fsprogs";
    out = "libext2fs2t64 libss2 libcom-err2";
    license = "GPL-2.0-only";
  };
  elfutils = {
    out = "libelf1t64";
    license = "LGPL-3.0-or-later";
  };
  expat = {
    outputs = "out dev";
    out = "libexpat1";
    dev = "libexpat1-dev";
    license = "MIT";
  };
  fcgi = {
    out = "libfcgi0t64";
    license = "OML";
  };
  fstrm = {
    out = "libfstrm0";
    license = "MIT";
  };
  gdbm = {
    out = "libgdbm6t64 libgdbm-compat4t64";
    license = "GPL-3.0-or-later";
  };
  gmp = {
    out = "libgmp10";
    license = "LGPL-3.0-only";
  };
  gnutls = {
    outputs = "bin out man";
    bin = "gnutls-bin";
    drop = "usr/bin/danetool usr/bin/gnutls-cli"; # They want libunbound.
    out = "libgnutls#";
    license = "LGPL-2.1-or-later";
  };
  hdrhistogram_c = {
    out = "libhdr-histogram#";
    license = "BSD-2-Clause";
  };
  icu = {
    pname = "icu4c";
    out = "libicu#";
    license = "ICU";
  };
  isl = {
    out = "libisl23";
    license = "MIT";
  };
  jansson = {
    out = "libjansson4";
    license = "MIT";
  };
  jemalloc = {
    out = "libjemalloc2";
    license = "BSD-2-Clause";
  };
  json_c = {
    out = "libjson-c#";
    license = "MIT";
  };
  keyutils = {
    outputs = "lib";
    lib = "libkeyutils1";
    license = "LGPL-2.1-or-later";
  };
  libaio = {
    out = "libaio1t64";
    license = "LGPL-2.1-or-later";
  };
  libapparmor = {
    out = "libapparmor1";
    license = "LGPL-2.1-only";
  };
  libarchive = {
    outputs = "out lib";
    out = "libarchive-tools";
    lib = "libarchive#";
    license = "BSD-2-Clause";
  };
  libargon2 = {
    out = "libargon2-1";
    license = "CC0-1.0";
  };
  libassuan = {
    out = "libassuan#";
    license = "LGPL-2.1-or-later";
  };
  libblake3 = {
    out = "libblake3-#";
    license = "CC0-1.0";
  };
  libbpf = {
    out = "libbpf1";
    license = "LGPL-2.1-only";
  };
  libbsd = {
    out = "libbsd0";
    license = "BSD-3-Clause";
  };
  libcap = {
    outputs = "out lib man";
    out = "libcap2-bin";
    lib = "libcap2";
    license = "BSD-3-Clause";
  };
  libcap_ng = {
    out = "libcap-ng0";
    license = "LGPL-2.1-or-later";
  };
  libcbor = {
    out = "libcbor#";
    license = "MIT";
  };
  libcpuid = {
    out = "libcpuid#";
    license = "BSD-2-Clause";
  };
  libedit = {
    out = "libedit2";
    license = "BSD-3-Clause";
  };
  libevent = {
    out = "libevent-2.1-# libevent-core-2.1-#";
    license = "BSD-3-Clause";
  };
  libffi = {
    out = "libffi#";
    license = "MIT";
  };
  libfido2 = {
    out = "libfido2-#";
    license = "BSD-2-Clause";
  };
  libgcrypt = {
    out = "libgcrypt20";
    license = "LGPL-2.1-or-later";
  };
  libgit2 = {
    outputs = "lib";
    lib = "libgit2-#";
    license = "GPL-2.0-only";
  };
  libgpg-error = {
    out = "libgpg-error0";
    license = "LGPL-2.1-or-later";
  };
  libidn2 = {
    outputs = "bin out";
    bin = "idn2";
    out = "libidn2-0";
    license = "LGPL-3.0-or-later";
    mainProgram = "idn2";
  };
  libkrb5 = {
    out = "libkrb5-3 libk5crypto3 libkrb5support0 libgssapi-krb5-2";
    license = "MIT";
  };
  libksba = {
    out = "libksba#";
    license = "LGPL-3.0-or-later";
  };
  liblzf = {
    out = "liblzf#";
    license = "BSD-2-Clause";
  };
  libmaxminddb = {
    out = "libmaxminddb#";
    license = "Apache-2.0";
  };
  libmd = {
    out = "libmd0";
    license = "BSD-3-Clause";
  };
  libmnl = {
    out = "libmnl0";
    license = "LGPL-2.1-or-later";
  };
  libmpc = {
    out = "libmpc3";
    license = "LGPL-3.0-or-later";
  };
  libnetfilter_conntrack = {
    out = "libnetfilter-conntrack3";
    license = "GPL-2.0-or-later";
  };
  libnfnetlink = {
    out = "libnfnetlink0";
    license = "GPL-2.0-only";
  };
  libnftnl = {
    out = "libnftnl11";
    license = "GPL-2.0-or-later";
  };
  libpcap = {
    outputs = "lib";
    lib = "libpcap0.8t64";
    license = "BSD-3-Clause";
  };
  libpq = {
    out = "libpq5";
    license = "PostgreSQL";
  };
  libpsl = {
    out = "libpsl#";
    license = "MIT";
  };
  libseccomp = {
    outputs = "lib";
    lib = "libseccomp2";
    license = "LGPL-2.1-only";
  };
  libselinux = {
    out = "libselinux1";
    license = "LicenseRef-scancode-public-domain";
  };
  libsemanage = {
    out = "libsemanage#";
    license = "LGPL-2.1-or-later";
  };
  libsepol = {
    out = "libsepol#";
    license = "LGPL-2.1-or-later";
  };
  libsodium = {
    out = "libsodium#";
    license = "ISC";
  };
  libssh2 = {
    out = "libssh2-1t64";
    license = "BSD-3-Clause";
  };
  libtasn1 = {
    out = "libtasn1-#";
    license = "LGPL-2.1-or-later";
  };
  libtirpc = {
    out = "libtirpc3t64";
    license = "BSD-3-Clause";
  };
  libunistring = {
    out = "libunistring#";
    license = "LGPL-3.0-or-later";
  };
  libunwind = {
    out = "libunwind8";
    license = "MIT";
  };
  liburcu = {
    out = "liburcu#";
    license = "LGPL-2.1-or-later";
  };
  liburing = {
    out = "liburing2";
    license = "MIT";
  };
  libuv = {
    out = "libuv1t64";
    license = "MIT";
  };
  libxcrypt = {
    out = "libcrypt1";
    license = "LGPL-2.1-or-later";
  };
  libxml2 = {
    outputs = "bin out";
    bin = "libxml2-utils";
    out = "libxml2-#";
    license = "MIT";
  };
  libxslt = {
    outputs = "bin out";
    bin = "xsltproc";
    out = "libxslt1.1";
    license = "MIT";
  };
  libyaml = {
    out = "libyaml-0-2";
    license = "MIT";
  };
  linux-pam = {
    out = "libpam0g libpam-modules libpam-modules-bin";
    license = "BSD-3-Clause";
  };
  lksctp-tools = {
    out = "libsctp1";
    license = "LGPL-2.1-only";
  };
  llhttp = {
    out = "libllhttp#";
    license = "MIT";
  };
  lmdb = {
    out = "liblmdb0";
    license = "OLDAP-2.8";
  };
  lowdown = {
    outputs = "lib";
    lib = "liblowdown#";
    license = "ISC";
  };
  lz4 = {
    outputs = "dev lib man out";
    dev = "liblz4-dev";
    out = "lz4";
    lib = "liblz4-1";
    license = "BSD-2-Clause";
    mainProgram = "lz4";
  };
  mpfr = {
    out = "libmpfr6";
    license = "LGPL-3.0-or-later";
  };
  ncurses = {
    outputs = "out dev man";
    out = "libncurses6 libncursesw6 libtinfo6 ncurses-bin ncurses-base";
    dev = "libncurses-dev";
    license = "MIT";
  };
  nettle = {
    out = "libnettle# libhogweed#";
    license = "LGPL-3.0-or-later";
  };
  nghttp2 = {
    outputs = "lib";
    lib = "libnghttp2-14";
    license = "MIT";
  };
  nghttp3 = {
    out = "libnghttp3-#";
    license = "MIT";
  };
  ngtcp2 = {
    out = "libngtcp2-# libngtcp2-crypto-ossl# libngtcp2-crypto-gnutls#";
    license = "MIT";
  };
  npth = {
    out = "libnpth0t64";
    license = "LGPL-2.1-or-later";
  };
  numactl = {
    out = "libnuma1";
    license = "LGPL-2.1-only";
  };
  oniguruma = {
    outputs = "lib";
    lib = "libonig#";
    license = "BSD-2-Clause";
  };
  openldap = {
    out = "libldap2";
    license = "OLDAP-2.8";
  };
  openssl = {
    outputs = "bin dev out man";
    bin = "openssl";
    dev = "libssl-dev";
    out = "libssl#";
    drop = "usr/bin/c_rehash usr/lib/ssl/misc";
    license = "Apache-2.0";
    mainProgram = "openssl";
  };
  p11-kit = {
    out = "libp11-kit0";
    license = "BSD-3-Clause";
  };
  pcre2 = {
    outputs = "bin dev out man";
    bin = "pcre2-utils";
    dev = "libpcre2-dev";
    out = "libpcre2-8-0 libpcre2-16-0 libpcre2-32-0 libpcre2-posix3";
    license = "BSD-3-Clause";
  };
  popt = {
    out = "libpopt0";
    license = "MIT";
  };
  protobufc = {
    out = "libprotobuf-c1";
    license = "BSD-2-Clause";
  };
  readline = {
    outputs = "out dev";
    out = "libreadline#";
    dev = "libreadline-dev";
    license = "GPL-3.0-or-later";
  };
  simdjson = {
    out = "libsimdjson#";
    license = "Apache-2.0";
  };
  simdutf = {
    out = "libsimdutf#";
    license = "Apache-2.0";
  };
  skalibs = {
    outputs = "lib";
    lib = "libskarnet#";
    license = "ISC";
  };
  sqlite = {
    outputs = "bin dev out man";
    bin = "sqlite3";
    dev = "libsqlite3-dev";
    out = "libsqlite3-0";
    license = "blessing";
    mainProgram = "sqlite3";
    priority = 10;
  };
  systemdLibs = {
    pname = "systemd-minimal-libs";
    out = "libsystemd0 libudev1";
    license = "LGPL-2.1-or-later";
    priority = 10;
  };
  tcp_wrappers = {
    out = "libwrap0";
    license = "TCP-wrappers";
  };
  xxhash = {
    out = "libxxhash0";
    license = "BSD-2-Clause";
  };
  xz = {
    outputs = "bin dev out man";
    bin = "xz-utils";
    dev = "liblzma-dev";
    out = "liblzma5";
    license = "0BSD";
  };
  zlib = {
    outputs = "out dev";
    out = "zlib1g";
    dev = "zlib1g-dev";
    license = "Zlib";
  };
  zopfli = {
    out = "libzopfli1";
    license = "Apache-2.0";
  };
  zstd = {
    outputs = "bin dev man out";
    bin = "zstd";
    dev = "libzstd-dev";
    out = "libzstd1";
    license = "BSD-3-Clause";
    mainProgram = "zstd";
  };
}
