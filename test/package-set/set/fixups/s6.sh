# The tools call each other, and execline's, by names in /usr. By the last part of the name they search PATH.
before_patching() {
  local program
  # These three write such names into scripts.
  rm "$bin"/bin/{s6-instance-maker,s6-usertree-maker,s6-svscanboot}
  for program in "$bin"/bin/*; do
    [ -L "$program" ] && continue
    if has_string "$program" /usr/bin/s6-; then overwrite "$program" /usr/bin/s6- s6-; fi
    if has_string "$program" /usr/lib/execline/bin/; then overwrite "$program" /usr/lib/execline/bin/ ''; fi
  done
  # The library starts this one; beside the library it needs no PATH.
  mkdir -p "$lib/libexec"
  mv "$bin/lib/s6/s6-ftrigrd" "$lib/libexec/"
  rmdir "$bin/lib/s6" "$bin/lib"
}
after_patching() {
  relocate "$(realpath "$lib/lib/libs6.so.${version%.*.*}")" "/usr/lib/$triplet/s6/s6-ftrigrd" "$lib/libexec/s6-ftrigrd"
}
