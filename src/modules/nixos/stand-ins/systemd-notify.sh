#!@bash@/bin/bash -p
# systemd-notify for scripts of NixOS's modules. Its service has NotifyAccess=all: it is socat that the message comes from.
message='' one=''
for one; do
  case $one in
    --ready) message+=READY=1$'\n' ;;
    --stopping) message+=STOPPING=1$'\n' ;;
    --reloading) message+=RELOADING=1$'\n' ;;
    --status=*) message+=STATUS=${one#*=}$'\n' ;;
    --pid) message+=MAINPID=$PPID$'\n' ;;
    --pid=*) message+=MAINPID=${one#*=}$'\n' ;;
    --booted) exit 0 ;;
    -*) ;;
    *=*) message+=$one$'\n' ;;
  esac
done
[ -n "${NOTIFY_SOCKET-}" ] || exit 1
printf %s "$message" | @socat@/bin/socat -u STDIN "UNIX-SENDTO:$NOTIFY_SOCKET"
