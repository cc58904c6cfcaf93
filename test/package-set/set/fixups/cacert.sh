# nixpkgs's names for what `update-ca-certificates` would make.
before_patching() {
  mkdir -p "$out/etc/ssl/certs"
  cat "$out"/share/ca-certificates/mozilla/*.crt >"$out/etc/ssl/certs/ca-bundle.crt"
  rm -rf "$out/share" "$out"/etc/ca-certificates* "$out"/etc/ssl/certs/*.pem
}
