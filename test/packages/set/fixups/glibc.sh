# glibc is under everything, so it can refer to nothing: its shell scripts run with whatever /bin/sh there is.
KEEP_SCRIPTS=1

before_patching() {
  local dynamic_linker
  dynamic_linker=$(realpath "$out"/lib/ld-linux-*.so.*)
  # The folders that the loader searches last. Links below / in an image must not make up for a missing reference.
  overwrite "$dynamic_linker" /etc/ld.so.cache /nix/no-ld.cache
  perl -0777 -pi -e 's{((?:/usr)?/lib/(?:$ENV{triplet}/)?\0){4}}{$& =~ s!lib/!nix/!gr}e or die "no search folders\n"' "$dynamic_linker"
  rm -f "$bin"/bin/ldconfig "$bin"/bin/ldconfig.real
  mkdir -p "$out/lib/locale"
  [ ! -d "$bin/lib/locale" ] || { cp -a "$bin/lib/locale/." "$out/lib/locale/"; rm -r "$bin/lib/locale"; }
}

after_patching() {
  local libc=$out/lib/libc.so.6
  patchelf --set-interpreter "$loader" --set-rpath "$out/lib" "$libc"
  relocate "$libc" /usr/lib/locale "$out/lib/locale"
}
loader=$out/lib/$loader
