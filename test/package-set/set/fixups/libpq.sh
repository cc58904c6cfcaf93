before_patching() { overwrite "$(realpath "$out/lib/libpq.so.5")" /var/run/postgresql /run/postgresql; }
