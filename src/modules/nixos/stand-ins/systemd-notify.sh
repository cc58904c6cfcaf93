#!@bash@/bin/bash -p
# systemd-notify for scripts of NixOS's modules.
[ -n "${NOTIFY_SOCKET-}" ] || exit 1
for one; do
  case $one in
    --ready) message+=READY=1$'\n' ;;
    --stopping) message+=STOPPING=1$'\n' ;;
    --reloading) message+=RELOADING=1$'\n' ;;
    --status=*) message+=STATUS=${one#*=}$'\n' ;;
    --pid=*) message+=MAINPID=${one#*=}$'\n' ;;
    --booted) exit 0 ;;
    -*) ;;
    *=*) message+=$one$'\n' ;;
  esac
done
printf %s "$message" | @socat@/bin/socat -u STDIN "UNIX-SENDTO:$NOTIFY_SOCKET"
