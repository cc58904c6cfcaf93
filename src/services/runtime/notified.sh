#!@bash@/bin/bash -p
# notified UNIT NUMBER: one message of sd_notify, on standard input; what the manager understands of it goes there. The service
# says what it likes, so only what is as it should be is passed on.
while IFS= read -r line || [[ -n $line ]]; do
  case $line in
    READY=1 | STOPPING=1 | RELOADING=1 | WATCHDOG=1 | WATCHDOG=trigger) ;;
    MAINPID=* | EXTEND_TIMEOUT_USEC=*) [[ ${line#*=} =~ ^[1-9][0-9]{0,15}$ ]] || continue ;;
    *) continue ;;
  esac
  echo "notified $1 $2 ${line/=/ }" >"$DECL_STATE/events"
done
