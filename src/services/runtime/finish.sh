#!@bash@/bin/bash -p
# Cleans up after the service whose folder is the current one; s6-supervise runs this when the process of `run` is gone, with
# its exit code or 256, its signal, the service's name, and the process group, which is the number of this start.
decl_unit=$3 decl_number=$4
. "$DECL_INIT/lib/service"
. "$DECL_INIT/lib/ending"
. ./unit
# A new supervisor, should this one be killed from now on, starts nothing by itself: what is next is for the manager to say.
: >down
# The same for this one, said before the manager hears of the end, whose word then comes after it. It is what s6-svc -d does,
# without a process.
decl_stay_down() { printf d 1<>supervise/control; }
decl_folder=$PWD

decl_code=$1 decl_result=success
if (($1 == 256)); then
  decl_code=$((128 + $2))
  EXIT_CODE=killed EXIT_STATUS=$(kill -l "$2")
  [[ -e stopping ]] || decl_result=signal
else
  EXIT_CODE=exited EXIT_STATUS=$1
  [[ $1 = 0 || -e stopping ]] || decl_result=exit-code
fi
if [[ -e skipped ]]; then
  decl_result=$(<skipped)
else
  for decl_clean in $decl_success; do [[ $decl_code != "$decl_clean" ]] || decl_result=success; done
  # A daemon may end by these signals and it is no failure; 0 and these: "clean" in man systemd.service.
  [[ $decl_type = oneshot || ! -e started ]] || case $EXIT_CODE-$EXIT_STATUS in killed-HUP | killed-INT | killed-PIPE | killed-TERM) decl_result=success ;; esac
  [[ -z $decl_ignore_failure || ! -e started ]] || decl_result=success
  [[ ! -s result ]] || decl_result=$(<result)
fi

if [[ -n $decl_remain && $decl_result = success && ! -e stopping ]]; then
  decl_stay_down
  decl_say exited
  exit 0
fi
decl_say finishing "$$"
if [[ -e $DECL_STATE/ending && -z $decl_has_stop$decl_has_stop_post$decl_removes && $decl_type != forking ]]; then
  decl_kill_rest
else
  # In a process of its own: whatever happens in it, the manager hears of the end.
  decl_quiet=1
  (decl_end)
fi
echo "$decl_result $decl_code" 2>/dev/null >ended
decl_stay_down
decl_say ended "$decl_result" "$decl_code"
exit 0
