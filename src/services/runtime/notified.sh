#!@bash@/bin/bash -p
# notified UNIT: one message of sd_notify, on standard input; what the manager understands of it goes there.
while IFS= read -r line || [[ -n $line ]]; do
  case $line in
    READY=1 | STOPPING=1 | RELOADING=1 | WATCHDOG=1 | WATCHDOG=trigger | MAINPID=* | EXTEND_TIMEOUT_USEC=*)
      echo "notified $1 ${line/=/ }" >"$DECL_STATE/events"
      ;;
  esac
done
