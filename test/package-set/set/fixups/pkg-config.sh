before_patching() { rm -rf "$out"/share/pkgconfig "$out"/lib/pkgconfig "$out"/bin/*-linux-gnu-*; }
