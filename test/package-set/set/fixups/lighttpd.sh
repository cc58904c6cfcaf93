before_patching() { rm -rf "$out/lib/systemd" "$out/etc"; }
after_patching() { wrap "$out/bin/lighttpd" -- -m "$out/lib/lighttpd"; }
