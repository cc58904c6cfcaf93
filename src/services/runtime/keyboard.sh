#!@bash@/bin/bash -pm
# Hears a container's keyboard (Ctrl-C, Ctrl-\) in the place of the supervisors, whom these signals would end without any order:
# job control makes this a process group of its own, which owns the terminal.
trap 'echo "shutdown 0" >"$DECL_STATE/events"' INT QUIT
@coreutils@/bin/sleep infinity &
# A signal ends `wait` too.
until wait "$!"; do [[ -d /proc/$! ]] || break; done
