before_patching() {
  local short=python$pythonVersion
  ln -sf "$short" "$out/bin/python3"
  ln -sf python3 "$out/bin/python"
  rm -rf "$out/lib/$short/test" "$out/lib/$short"/config-* "$out/lib/$short/EXTERNALLY-MANAGED" "$out/lib/binfmt.d" "$out/bin/pdb3"* "$out/bin"/{pygettext3,pydoc3}*
  rm -f "$out/lib/python3/debpython" -r
}
