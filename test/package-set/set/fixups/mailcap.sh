before_patching() { rm -rf "$out/share"; }
