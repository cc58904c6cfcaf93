before_patching() {
  rm -r "$out/etc"
  ln -s ../share/terminfo "$out/lib/terminfo"
}
