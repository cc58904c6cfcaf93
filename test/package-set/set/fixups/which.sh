before_patching() { mv "$out/bin/which.gnu" "$out/bin/which"; }
