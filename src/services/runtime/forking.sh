# Type=forking: the command has come back, and the service goes on behind it. Its process is in PIDFile, or it is one that has
# our INVOCATION_ID. This script stays, to end when the service does; nobody knows with which code.
decl_main=
while :; do
  if [[ -n ${decl_pid_file-} ]]; then
    { read -r decl_main <"$decl_pid_file"; } 2>/dev/null
    [[ $decl_main != *[!0-9]* ]] || decl_main=
  else
    while read -r decl_process; do
      [[ $decl_process = "$$" || $decl_process = "$BASHPID" ]] || { decl_main=$decl_process && break; }
    done < <(cd "$decl_folder" && decl_everything $$)
    [[ -n $decl_main ]] || exit 0
  fi
  # A file that the service can write may name any process; only one of its own is taken.
  [[ -z $decl_main || ! -d /proc/$decl_main ]] || [[ $decl_uid != 0 && ! -O /proc/$decl_main && \
    $("$decl_coreutils/stat" -c %u "/proc/$decl_main") != "$decl_uid" ]] || break
  "$decl_coreutils/sleep" 0.05
done
decl_say main "$decl_main"
export MAINPID=$decl_main
if ! start_post; then
  decl_say post-failed
else
  decl_say active
fi
"$decl_coreutils/tail" -s 0.2 --pid="$decl_main" -f /dev/null
decl_complain "process $decl_main, which had gone to the background, has ended"
exit 1
