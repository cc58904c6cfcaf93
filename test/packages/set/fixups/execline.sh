# In Debian's /usr/bin is a script that puts the folder below before PATH; ours is the program itself.
before_patching() {
  local program
  for program in "$bin"/lib/execline/bin/*; do
    rm -f "$bin/bin/${program##*/}"
    mv "$program" "$bin/bin/"
  done
  rm -r "$bin/lib"
}
