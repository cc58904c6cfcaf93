#!@bash@/bin/bash -p
# systemd-cat for scripts of NixOS's modules: the log is what is written.
while [[ ${1-} = -* ]]; do
  case $1 in
    -t | -p | --identifier | --priority | --stderr-priority | --level-prefix) shift ;;
  esac
  shift
done
[ $# -eq 0 ] || exec "$@"
while IFS= read -r line || [ -n "$line" ]; do printf '%s\n' "$line"; done
