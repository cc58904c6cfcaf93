# shellcheck shell=bash
# dockerd works in the machine's network and leaves a bridge, packet filter rules and IP forwarding behind when it stops.
# Here these are undone after it: what Docker adds goes by its names, for the rest the state before the start is remembered.
# Rules that others add in the meantime stay.

OUR_BRIDGES='docker0|br-[0-9a-f]{12}|decl-graph0'

remember_network() {
  local before="$ENGINE_DIR/network"
  [ -d "$before" ] && return
  mkdir -p "$before.new"
  cat /proc/sys/kernel/random/boot_id >"$before.new/boot_id"
  list_bridges >"$before.new/bridges"
  cat /proc/sys/net/ipv4/ip_forward >"$before.new/ip_forward"
  rules iptables >"$before.new/iptables"
  rules ip6tables >"$before.new/ip6tables"
  mv "$before.new" "$before"
}

restore_network() {
  local before="$ENGINE_DIR/network" bridge
  rm -rf "$before.new"
  [ -d "$before" ] || return 0
  if [ "$(<"$before/boot_id")" = "$(</proc/sys/kernel/random/boot_id)" ]; then # else a reboot has undone it already
    list_bridges | grep -vxFf "$before/bridges" | while read -r bridge; do from_debian_root ip link delete "$bridge"; done || true
    remove_rules iptables "$before"
    remove_rules ip6tables "$before"
    cat "$before/ip_forward" >/proc/sys/net/ipv4/ip_forward
  fi
  rm -rf "$before"
}

list_bridges() { # Of dockerd's default network, of its other networks, of the graph-driver daemon.
  from_debian_root ip -brief link show type bridge | grep -oE "^($OUR_BRIDGES)\b" || true
}

remove_rules() { # remove_rules iptables|ip6tables BEFORE: one transaction, with all lines but Docker's.
  local ours="DOCKER|$OUR_BRIDGES" policy
  rules "$1" | grep -qE "$ours" || return 0
  ! grep -q DOCKER "$2/$1" || return 0 # another Docker Engine was here before: they are its rules too
  policy=$(sed -nE '/^\*filter/,/^COMMIT/ s/^:FORWARD ([A-Z]+).*/\1/p' "$2/$1") # Docker turns it to DROP
  rules "$1" | grep -vE "^#|$ours" |
    sed -E "/^\*filter/,/^COMMIT/ s/^:FORWARD [A-Z]+/:FORWARD ${policy:-ACCEPT}/" |
    from_debian_root "$1-restore"
}

rules() { # rules iptables|ip6tables: none where the kernel has no such filter
  from_debian_root "$1-save" 2>/dev/null || true
}

from_debian_root() { # Its tools, so that they are the ones dockerd used.
  chroot "$("$SCRIPTS/debian-root" --path)" /usr/bin/env PATH=/usr/sbin:/usr/bin "$@"
}
