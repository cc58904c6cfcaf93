#!@bash@/bin/bash -p
# Starts the service whose folder is the current one; s6-supervise runs this, with the service's name as argument.
decl_unit=$1 decl_number=$$
. "$DECL_INIT/lib/service"
. ./unit

# A supervisor that was killed leaves its service running: it goes before the new one comes.
if [[ -e running && ! -e ended ]]; then
  read -r decl_old <running
  for decl_process in $(set +f; decl_processes "${decl_old:--}"); do kill -KILL "$decl_process"; done
  if [[ -e stopping ]]; then
    decl_say running "$PPID"
    exit 0
  fi
fi
[[ -e running || -e stopping || -e skipped || -e result ]] &&
  "$decl_coreutils/rm" -f started ready ended stopping skipped result running
echo "$$" 2>/dev/null >running
decl_say running "$PPID"

if ! assertions; then
  echo assert >skipped
  exit 1
fi
if ! conditions; then
  echo condition >skipped
  exit 0
fi

decl_folder=$PWD
decl_enter
streams
read -r INVOCATION_ID </proc/sys/kernel/random/uuid
export INVOCATION_ID=${INVOCATION_ID//-/}
echo "$INVOCATION_ID" 2>/dev/null >invocation
working_directory "${decl_directory[@]:-/}"

exec_condition
decl_code=$?
if ((decl_code > 0 && decl_code < 255)); then
  echo condition >"$decl_folder/skipped"
  exit 0
fi
((decl_code == 0)) || exit "$decl_code"
start_pre || exit

: >"$decl_folder/started"
case $decl_type in
  oneshot)
    decl_silent=1
    main && start_post
    decl_code=$?
    # A command that a signal ended: so do we.
    ((decl_code <= 128)) || kill -s "$((decl_code - 128))" $$
    exit "$decl_code"
    ;;
  forking)
    decl_silent=1
    main || exit
    . "$DECL_INIT/lib/forking"
    ;;
  notify*)
    decl_silent=1
    . "$DECL_INIT/lib/notify"
    ;;
esac

# ExecStartPost waits beside the service, in its session, but is not its child.
if [[ -n $decl_has_post ]]; then
  decl_silent=1
  (
    (
      export MAINPID=$$
      until [[ $decl_type != notify* || -e $decl_folder/ready ]]; do "$decl_coreutils/sleep" 0.05; done
      if start_post; then decl_say active; else decl_say post-failed; fi
    ) &
  )
fi
[[ $decl_type != idle ]] || . "$DECL_INIT/lib/idle"
main
