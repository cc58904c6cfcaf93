# nixpkgs builds with /etc/ssl as OPENSSLDIR.
before_patching() {
  local library
  library=$(realpath "$out/lib/libcrypto.so.3")
  overwrite "$library" /usr/lib/ssl /etc/ssl
  overwrite "$library" 'OPENSSLDIR: "/usr/lib/ssl"' 'OPENSSLDIR: "/etc/ssl"'
  rm -rf "$bin/lib/ssl" "$out/lib/ssl"
}
