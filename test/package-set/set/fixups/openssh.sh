before_patching() {
  local program
  for program in scp sftp; do overwrite "$out/bin/$program" /usr/bin/ssh ssh; done
  rm -rf "$out"/lib/{systemd,sysusers.d,tmpfiles.d} "$out/etc/ssh/ssh_config.d" "$out/bin/ssh-argv0"
}
after_patching() {
  local helpers=$out/lib/openssh
  wrap "$out/bin/sshd" -- -o "SshdSessionPath=$helpers/sshd-session" -o "SshdAuthPath=$helpers/sshd-auth"
  wrap "$out/bin/ssh" "SSH_SK_HELPER=$helpers/ssh-sk-helper" "SSH_PKCS11_HELPER=$helpers/ssh-pkcs11-helper"
  wrap "$out/bin/ssh-keygen" "SSH_SK_HELPER=$helpers/ssh-sk-helper"
}
