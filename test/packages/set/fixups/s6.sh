# The tools call each other, and execline's, by names in /usr. By the last part of the name they search PATH.
before_patching() {
  local program name
  for program in "$bin"/bin/*; do
    [ -L "$program" ] && continue
    for name in s6-supervise s6-svwait s6-svlisten s6-applyuidgid; do
      if has_string "$program" "/usr/bin/$name"; then overwrite "$program" "/usr/bin/$name" "$name"; fi
    done
    if has_string "$program" /usr/lib/execline/bin/execlineb; then overwrite "$program" /usr/lib/execline/bin/execlineb execlineb; fi
  done
}
