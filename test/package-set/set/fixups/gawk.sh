before_patching() { ln -s gawk "$out/bin/awk"; }
