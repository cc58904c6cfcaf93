# The server finds its folders relative to the real place of its program: lib/postgresql/MAJOR/bin, share/postgresql/MAJOR.
for folder in $inputs; do if [ -d "$folder/share/zoneinfo" ]; then tzdata=$folder; fi; done
before_patching() {
  local major=${version%%.*} program
  rm -rf "$out/bin" "$out/lib/systemd" "$out/lib/tmpfiles.d" "$out/share/postgresql-common" "$out/share/postgresql/$major/man" "$out/etc"
  mkdir "$out/bin"
  for program in "$out/lib/postgresql/$major/bin"/*; do ln -s "../lib/postgresql/$major/bin/${program##*/}" "$out/bin/"; done
  # As NixOS has it: /var/run may not be there.
  overwrite "$out/lib/postgresql/$major/bin/postgres" /var/run/postgresql /run/postgresql
}
after_patching() { relocate "$out/lib/postgresql/${version%%.*}/bin/postgres" /usr/share/zoneinfo "$tzdata/share/zoneinfo"; }
