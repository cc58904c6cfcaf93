before_patching() { rm -rf "$out/lib/systemd" "$out/etc"; }
