before_patching() {
  rm -rf "$out/var" "$out/etc"
  ln -sf ../../bin/.git-wrapped "$out/lib/git-core/git"
}
after_patching() {
  wrap "$out/bin/git" "GIT_EXEC_PATH=$out/lib/git-core" "GIT_TEMPLATE_DIR=$out/share/git-core/templates"
}
