# glibc is under everything, so it can refer to nothing: its shell scripts run with whatever /bin/sh there is.
KEEP_SCRIPTS=1

before_patching() {
  local dynamic_linker
  dynamic_linker=$(realpath "$out"/lib/ld-linux-*.so.*)
  # The folders that the loader searches last. Links below / in an image must not make up for a missing reference.
  overwrite "$dynamic_linker" /etc/ld.so.cache /nix/no-ld.cache
  perl -0777 -pi -e 's{((?:/usr)?/lib/(?:$ENV{triplet}/)?\0){4}}{$& =~ s!lib/!nix/!gr}e or die "no search folders\n"' "$dynamic_linker"
  rm -f "$bin"/bin/ldconfig "$bin"/bin/ldconfig.real
  # Debian compiles C.UTF-8 into a folder below /usr whose name is a counted string. An archive has a name that can be changed.
  mkdir -p "$TMPDIR/prefix/usr/lib/locale" "$out/lib/locale"
  localedef --prefix="$TMPDIR/prefix" --add-to-archive "$bin/lib/locale/C.utf8"
  cp "$TMPDIR/prefix/usr/lib/locale/locale-archive" "$out/lib/locale/"
  rm -r "$bin/lib"
}

after_patching() {
  local libc=$out/lib/libc.so.6
  patchelf --set-interpreter "$loader" --set-rpath "$out/lib" "$libc"
  relocate "$libc" /usr/lib/locale/locale-archive "$out/lib/locale/locale-archive"
}
loader=$out/lib/$loader
