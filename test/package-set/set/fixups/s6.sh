# The tools call each other, and execline's, by names in /usr. By the last part of the name they search PATH.
before_patching() {
  local program
  # These three write such names into scripts.
  rm "$out"/bin/{s6-instance-maker,s6-usertree-maker,s6-svscanboot}
  for program in "$out"/bin/*; do
    [ -L "$program" ] && continue
    if has_string "$program" /usr/bin/s6-; then overwrite "$program" /usr/bin/s6- s6-; fi
    if has_string "$program" /usr/lib/execline/bin/; then overwrite "$program" /usr/lib/execline/bin/ ''; fi
  done
  # The library starts this one; beside the library it needs no PATH.
  mkdir -p "$out/libexec"
  mv "$out/lib/s6/s6-ftrigrd" "$out/libexec/"
  rmdir "$out/lib/s6"
}
after_patching() {
  relocate "$(realpath "$out/lib/libs6.so.${version%.*.*}")" "/usr/lib/$triplet/s6/s6-ftrigrd" "$out/libexec/s6-ftrigrd"
}
