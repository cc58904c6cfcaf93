# As nixpkgs has it, the CA bundle is /etc/ssl/certs/ca-certificates.crt. The folder is nixpkgs's former OPENSSLDIR.
library() { realpath "$out/lib/libcrypto.so.3"; }
before_patching() {
  overwrite "$(library)" /usr/lib/ssl/certs /etc/ssl/certs
  overwrite "$(library)" 'OPENSSLDIR: "/usr/lib/ssl"' 'OPENSSLDIR: "/etc/ssl"'
  rm -rf "$bin/lib/ssl" "$out/lib/ssl"
}
after_patching() {
  relocate "$(library)" /usr/lib/ssl/cert.pem /etc/ssl/certs/ca-certificates.crt
  overwrite "$(library)" /usr/lib/ssl /etc/ssl
}
