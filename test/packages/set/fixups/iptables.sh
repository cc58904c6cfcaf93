before_patching() {
  local program
  for program in iptables ip6tables; do
    for program in $program $program-save $program-restore; do ln -sf xtables-nft-multi "$out/bin/$program"; done
  done
}
after_patching() {
  local program
  for program in xtables-nft-multi xtables-legacy-multi; do :; done
}
