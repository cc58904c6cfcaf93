after_patching() { relocate "$(realpath "$out/lib/libpam.so.0")" "/usr/lib/$triplet/security/" "$out/lib/security/"; }
