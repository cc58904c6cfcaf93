# The server finds its folders relative to the real place of its program: lib/postgresql/MAJOR/bin, share/postgresql/MAJOR.
before_patching() {
  local major=${version%%.*} program
  rm -rf "$out/bin" "$out/lib/systemd" "$out/lib/tmpfiles.d" "$out/share/postgresql-common" "$out/share/postgresql/$major/man" "$out/etc"
  mkdir "$out/bin"
  for program in "$out/lib/postgresql/$major/bin"/*; do ln -s "../lib/postgresql/$major/bin/${program##*/}" "$out/bin/"; done
  # As NixOS has it: /var/run may not be there.
  for program in postgres; do overwrite "$out/lib/postgresql/$major/bin/$program" /var/run/postgresql /run/postgresql; done
}
