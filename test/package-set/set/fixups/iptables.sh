# Debian's alternatives choose between nftables and the older interface; nixpkgs has nftables.
before_patching() {
  local family program
  for family in iptables ip6tables; do
    for program in "$family" "$family-save" "$family-restore"; do ln -sf xtables-nft-multi "$out/bin/$program"; done
  done
}
