before_patching() {
  rm -r "$out/etc"
  ln -s ../share/terminfo "$out/lib/terminfo"
}
after_patching() {
  relocate "$(realpath "$out/lib/libtinfo.so.6")" /etc/terminfo:/lib/terminfo:/usr/share/terminfo "$out/share/terminfo"
}
