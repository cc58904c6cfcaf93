# Type=notify: NOTIFY_SOCKET is a socket where socat starts `notified` for each message. s6-notify-fd-from-socket is not enough:
# it only knows READY=1 with a newline after it, which most services do not send.
export NOTIFY_SOCKET=$DECL_STATE/notify/$decl_unit
if ((${#NOTIFY_SOCKET} > 107)); then
  decl_complain "the path $NOTIFY_SOCKET is too long for a socket"
  exit 1
fi
"$decl_coreutils/rm" -f "$NOTIFY_SOCKET"
(
  (
    echo "$BASHPID" 2>/dev/null >"$decl_folder/listener"
    DECL_STATE=$DECL_STATE exec @socat@/bin/socat -d0 -u "UNIX-RECVFROM:$NOTIFY_SOCKET,fork,mode=600,user=$decl_uid" \
      "EXEC:$DECL_INIT/lib/notified $decl_unit $decl_number" </dev/null
  ) &
)
until [[ -S $NOTIFY_SOCKET ]]; do "$decl_coreutils/sleep" 0.005; done
