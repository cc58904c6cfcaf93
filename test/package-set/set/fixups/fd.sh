before_patching() { mv "$out/bin/fdfind" "$out/bin/fd"; }
