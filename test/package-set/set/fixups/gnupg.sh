# gpg finds the other programs through this file (gpgconf(1), "gpgconf.ctl").
after_patching() { echo "rootdir = $out" >"$out/bin/gpgconf.ctl"; }
