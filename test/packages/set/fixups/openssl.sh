# nixpkgs builds with /etc/ssl as OPENSSLDIR.
before_patching() { overwrite "$(realpath "$out/lib/libcrypto.so.3")" /usr/lib/ssl /etc/ssl; rm -rf "$bin/lib/ssl" "$out/lib/ssl"; }
