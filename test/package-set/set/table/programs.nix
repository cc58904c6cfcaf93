# Programs that people put into images.
{
  hello = {
    out = "hello";
    description = "Program that produces a familiar, friendly greeting";
    license = "GPL-3.0-or-later";
    mainProgram = "hello";
  };

  # Supervision and time
  s6 = {
    out = "s6 libs6-#";
    license = "ISC";
  };
  execline = {
    outputs = "bin lib man";
    bin = "execline";
    lib = "libexecline#";
    license = "ISC";
  };
  snooze = {
    out = "snooze";
    license = "CC0-1.0";
    mainProgram = "snooze";
  };
  supercronic = {
    out = "supercronic";
    license = "MIT";
    mainProgram = "supercronic";
  };
  cron = {
    out = "cron";
    license = "BSD-3-Clause";
    mainProgram = "cron";
  };
  tini = {
    out = "tini";
    license = "MIT";
    mainProgram = "tini";
  };
  dumb-init = {
    out = "dumb-init";
    license = "MIT";
    mainProgram = "dumb-init";
  };
  gosu = {
    out = "gosu";
    license = "Apache-2.0";
    mainProgram = "gosu";
  };
  logrotate = {
    outputs = "out man";
    out = "logrotate";
    license = "GPL-2.0-or-later";
    mainProgram = "logrotate";
  };

  # Servers
  nginx = {
    out = "nginx nginx-common";
    license = "BSD-2-Clause";
    mainProgram = "nginx";
    wrapped = true;
  };
  redis = {
    out = "redis-server redis-tools";
    license = "BSD-3-Clause";
    mainProgram = "redis-cli";
  };
  valkey = {
    out = "valkey-server valkey-tools";
    license = "BSD-3-Clause";
    mainProgram = "valkey-cli";
  };
  postgresql = {
    out = "postgresql-18 postgresql-client-18";
    inputs = "tzdata";
    drop = "usr/lib/postgresql/18/lib/bitcode usr/lib/postgresql/18/lib/pgxs";
    license = "PostgreSQL";
  };
  memcached = {
    out = "memcached";
    license = "BSD-3-Clause";
    mainProgram = "memcached";
  };
  haproxy = {
    out = "haproxy";
    license = "GPL-2.0-or-later AND LGPL-2.1-only";
    mainProgram = "haproxy";
  };
  lighttpd = {
    out = "lighttpd";
    license = "BSD-3-Clause";
    mainProgram = "lighttpd";
    wrapped = true;
  };
  fcgiwrap = {
    out = "fcgiwrap";
    license = "MIT";
    mainProgram = "fcgiwrap";
  };
  dnsmasq = {
    out = "dnsmasq-base";
    license = "GPL-2.0-only OR GPL-3.0-only";
    mainProgram = "dnsmasq";
  };
  openssh = {
    outputs = "out man";
    out = "openssh-client openssh-server openssh-sftp-server openssh-common";
    license = "BSD-2-Clause";
    mainProgram = "ssh";
    wrapped = true;
  };
  php = {
    out = "php8.4-cli php8.4-fpm php8.4-common php8.4-opcache php8.4-mbstring php8.4-curl php8.4-sqlite3 php8.4-xml";
    license = "PHP-3.01";
    mainProgram = "php";
    wrapped = true;
  };

  # Languages
  nodejs = {
    # Debian's reads parts of its own library from /usr/share. The npm registry's is in one piece.
    out = "npm:node-linux-ARCH@24.21.0 npm:npm@11.21.2";
    version = "24.21.0";
    description = "Event-driven I/O framework for the V8 JavaScript engine";
    homepage = "https://nodejs.org";
    license = "MIT";
    mainProgram = "node";
  };
  python3 = {
    out = "python3.13-minimal python3.13 libpython3.13-minimal libpython3.13-stdlib";
    drop = "usr/bin/py3* usr/bin/*config usr/share/python3 usr/share/python";
    license = "Python-2.0";
    mainProgram = "python3.13";
  };
  lua5_4 = {
    pname = "lua";
    out = "lua5.4 liblua5.4-0";
    license = "MIT";
    mainProgram = "lua";
  };

  # Nix and sources
  nix = {
    outputs = "out man";
    out = "nix-bin";
    license = "LGPL-2.1-or-later";
    mainProgram = "nix";
  };
  git = {
    out = "git";
    drop = "usr/share/gitweb";
    inputs = "coreutils gnugrep gnused";
    license = "GPL-2.0-only";
    mainProgram = "git";
    wrapped = true;
  };

  # Files and text
  file = {
    outputs = "out man";
    out = "file libmagic1t64 libmagic-mgc";
    license = "BSD-2-Clause";
    mainProgram = "file";
    wrapped = true;
  };
  less = {
    outputs = "out man";
    out = "less";
    license = "GPL-3.0-or-later OR BSD-2-Clause";
    mainProgram = "less";
  };
  jq = {
    outputs = "bin man out";
    bin = "jq";
    out = "libjq#";
    license = "MIT";
    mainProgram = "jq";
  };
  ripgrep = {
    out = "ripgrep";
    license = "Unlicense OR MIT";
    mainProgram = "rg";
  };
  fd = {
    out = "fd-find";
    license = "Apache-2.0 OR MIT";
    mainProgram = "fd";
  };
  fzf = {
    outputs = "out man";
    out = "fzf";
    license = "MIT";
    mainProgram = "fzf";
  };
  tree = {
    outputs = "out man";
    out = "tree";
    license = "GPL-2.0-or-later";
    mainProgram = "tree";
  };
  nano = {
    outputs = "out man";
    out = "nano";
    license = "GPL-3.0-or-later";
    mainProgram = "nano";
  };
  bc = {
    out = "bc";
    license = "GPL-3.0-or-later";
    mainProgram = "bc";
  };
  cpio = {
    out = "cpio";
    license = "GPL-3.0-or-later";
    mainProgram = "cpio";
    priority = 6;
  };
  unzip = {
    out = "unzip";
    license = "Info-ZIP";
    mainProgram = "unzip";
  };
  zip = {
    out = "zip";
    license = "Info-ZIP";
    mainProgram = "zip";
  };
  pigz = {
    outputs = "out man";
    out = "pigz";
    license = "Zlib";
    mainProgram = "pigz";
  };
  gettext = {
    outputs = "out man";
    out = "gettext-base";
    license = "GPL-3.0-or-later";
  };
  gnupg = {
    outputs = "out man";
    out = "gpg gpg-agent gpgconf gpgv";
    license = "GPL-3.0-or-later";
    mainProgram = "gpg";
  };
  rsync = {
    out = "rsync";
    license = "GPL-3.0-or-later";
    mainProgram = "rsync";
  };

  # The system
  util-linux = {
    outputs = "bin out lib man";
    bin = "util-linux util-linux-extra mount bsdutils bsdextrautils eject fdisk uuid-runtime";
    lib = "libblkid1 libfdisk1 liblastlog2-2 libmount1 libsmartcols1 libuuid1";
    license = "GPL-2.0-or-later";
    priority = 6;
  };
  procps = {
    out = "procps libproc2-#";
    license = "GPL-2.0-or-later";
    priority = 11;
  };
  psmisc = {
    out = "psmisc";
    license = "GPL-2.0-or-later";
  };
  lsof = {
    out = "lsof liblsof0";
    license = "Purdue";
    mainProgram = "lsof";
  };
  shadow = {
    outputs = "out man";
    out = "passwd uidmap login.defs libsubid#";
    drop = "usr/sbin/shadowconfig usr/sbin/cpgr usr/sbin/cppw";
    license = "BSD-3-Clause";
  };
  hostname = {
    out = "hostname";
    license = "GPL-2.0-or-later";
    mainProgram = "hostname";
    priority = 10;
  };
  busybox = {
    out = "busybox-static";
    license = "GPL-2.0-only";
    mainProgram = "busybox";
    priority = 15;
  };
  dash = {
    out = "dash";
    license = "BSD-3-Clause";
    mainProgram = "dash";
  };
  htop = {
    outputs = "out man";
    out = "htop";
    license = "GPL-2.0-only";
    mainProgram = "htop";
  };
  tmux = {
    outputs = "out man";
    out = "tmux";
    license = "BSD-3-Clause";
    mainProgram = "tmux";
  };
  strace = {
    outputs = "out man";
    out = "strace";
    license = "LGPL-2.1-or-later";
    mainProgram = "strace";
  };
  time = {
    out = "time";
    license = "GPL-3.0-or-later";
    mainProgram = "time";
  };
  kmod = {
    outputs = "out lib man";
    out = "kmod";
    lib = "libkmod2";
    license = "LGPL-2.1-or-later";
  };
  inotify-tools = {
    out = "inotify-tools libinotifytools0";
    license = "GPL-2.0-or-later";
  };

  # The network
  curl = {
    outputs = "bin dev out man";
    bin = "curl";
    dev = "libcurl4-openssl-dev";
    out = "libcurl4t64";
    license = "curl";
    mainProgram = "curl";
  };
  wget = {
    outputs = "out man";
    out = "wget";
    license = "GPL-3.0-or-later";
    mainProgram = "wget";
  };
  iproute2 = {
    out = "iproute2";
    license = "GPL-2.0-only";
  };
  iputils = {
    outputs = "out man";
    out = "iputils-ping iputils-tracepath iputils-arping";
    license = "BSD-3-Clause AND GPL-2.0-or-later";
    priority = -10;
  };
  iptables = {
    outputs = "out man";
    out = "iptables libip4tc2 libip6tc2 libxtables12";
    license = "GPL-2.0-only";
    mainProgram = "iptables";
  };
  nftables = {
    out = "nftables libnftables1";
    license = "GPL-2.0-only";
    mainProgram = "nft";
  };
  netcat-openbsd = {
    out = "netcat-openbsd";
    license = "BSD-2-Clause";
    mainProgram = "nc";
  };
  socat = {
    out = "socat";
    license = "GPL-2.0-only";
    mainProgram = "socat";
  };
  dnsutils = {
    pname = "bind";
    out = "bind9-dnsutils bind9-host bind9-libs";
    license = "MPL-2.0";
  };
  tcpdump = {
    out = "tcpdump";
    license = "BSD-3-Clause";
    mainProgram = "tcpdump";
  };
  traceroute = {
    out = "traceroute";
    license = "GPL-2.0-or-later";
    mainProgram = "traceroute";
  };
  iperf = {
    outputs = "out man";
    out = "iperf3 libiperf0";
    license = "BSD-3-Clause";
    mainProgram = "iperf3";
  };
  ethtool = {
    out = "ethtool";
    license = "GPL-2.0-only";
    mainProgram = "ethtool";
  };
}
