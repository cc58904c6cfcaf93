before_patching() { rm -rf "$out/etc"; }
