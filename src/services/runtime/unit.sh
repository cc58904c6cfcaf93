#!@bash@/bin/bash -p
# unit start|stop|restart|reload UNIT
# unit status
# unit shutdown [EXIT-CODE]
#
# What `systemctl` is for systemd. Returns when the manager has done it: 0 done, 1 failed, 2 no such unit.
export LC_ALL=C
state=${DECL_STATE:-@state@}
case $1 in
  status)
    cd "$state/units" && for name in *; do
      read -r what since rest <"$name" && printf '%-12s %s\n' "$what" "$name"
    done
    ;;
  shutdown) echo "shutdown ${2:-0}" >"$state/events" ;;
  start | stop | restart | reload)
    name=$2
    [[ $name = *.* ]] || name=$name.service
    reply=$state/reply.$$
    @coreutils@/bin/mkfifo -m 600 "$reply" || exit 111
    trap '@coreutils@/bin/rm -f "$reply"' EXIT
    # Open for writing too: the answer stays in it until it is read.
    exec 4<>"$reply"
    echo "ask $1 $name $reply" >"$state/events"
    read -r answer <&4
    exit "$answer"
    ;;
  *)
    echo "usage: ${0##*/} start|stop|restart|reload UNIT | status | shutdown [EXIT-CODE]" >&2
    exit 100
    ;;
esac
