# In Debian's /usr/bin is a script that puts the folder below before PATH; ours is the program itself. The programs call each
# other by names in that folder. By the last part of the name they search PATH.
before_patching() {
  local program
  for program in "$bin"/lib/execline/bin/*; do
    rm -f "$bin/bin/${program##*/}"
    mv "$program" "$bin/bin/"
  done
  rm -r "$bin/lib"
  for program in "$bin"/bin/* "$(realpath "$lib/lib/libexecline.so.${version%.*.*}")"; do
    if has_string "$program" /usr/lib/execline/bin/; then overwrite "$program" /usr/lib/execline/bin/ ''; fi
  done
}
