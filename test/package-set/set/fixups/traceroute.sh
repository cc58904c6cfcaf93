# Debian's alternatives choose between several programs of these names.
before_patching() {
  local program
  rm -f "$out"/bin/{lft,tcptraceroute,traceproto,traceroute-nanog,traceroute6}*
  for program in "$out"/bin/*.db; do mv "$program" "${program%.db}"; done
  ln -s traceroute "$out/bin/traceroute6"
}
