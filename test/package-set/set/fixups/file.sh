after_patching() { wrap "$out/bin/file" "MAGIC=$out/share/misc/magic.mgc"; }
