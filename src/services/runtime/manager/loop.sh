# --- from here on it works ---
[[ -s manager-time ]] || echo "$EPOCHREALTIME" 2>/dev/null >manager-time
read_plan
if compgen -G 'units/*' >/dev/null; then recover; else want default.target; fi
settle
while :; do
  if [[ -n $failing ]]; then
    busy=
    for unit in $failing_for; do [[ -z ${job[$unit]-} && ${state_of[$unit]} != starting ]] || busy=1; done
    [[ -n $busy ]] || { exit=$failing failing=; fatal "$exit"; settle; }
  fi
  if [[ -z $ready && -z $ending && -z ${job[default.target]-} ]]; then
    ready=1
    : 2>/dev/null >ready
    [[ $command = 0 ]] || echo go 1<>command
  fi
  if [[ -n $wait_for_idle && ${#job[@]} = 0 ]]; then
    reply_to 0 $wait_for_idle
    wait_for_idle=
  fi
  if ! is_busy && [[ -z $failing ]]; then
    [[ -z $ending ]] || exit_now
    if [[ -z $keep_up || " ${state_of[*]} " != *' failed '* ]]; then
      shut_down 0
      settle
      continue
    fi
  fi
  if next_event; then handle_event; else pass_moments; fi
  settle
done
