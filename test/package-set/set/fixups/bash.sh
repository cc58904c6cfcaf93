before_patching() { ln -s bash "$out/bin/sh"; }
