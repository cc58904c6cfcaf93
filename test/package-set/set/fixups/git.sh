before_patching() {
  rm -rf "$out/var" "$out/etc"
  ln -sf ../../bin/.git-wrapped "$out/lib/git-core/git"
}
after_patching() {
  program_path bash
  relocate "$out/bin/git" /bin/sh "${REPLY%/bash}/sh"
  wrap "$out/bin/git" "GIT_EXEC_PATH=$out/lib/git-core" "GIT_TEMPLATE_DIR=$out/share/git-core/templates" \
    "PATH+=$(printf '%s/bin:' $propagated | sed 's/:$//')" # Its scripts want sed and friends.
}
