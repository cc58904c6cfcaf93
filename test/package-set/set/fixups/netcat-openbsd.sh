before_patching() { mv "$out/bin/nc.openbsd" "$out/bin/nc"; }
