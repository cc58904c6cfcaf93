#!@bash@/bin/bash -p
# stop UNIT active|exited: ExecStop, for a service that runs or, with RemainAfterExit, has run. The manager starts this.
decl_unit=$1
. "$DECL_INIT/lib/service"
. "$DECL_INIT/lib/ending"
cd "$DECL_STATE/scan/$decl_unit" || exit 111
. ./unit
decl_folder=$PWD
(
  decl_enter
  streams
  working_directory "${decl_directory[@]:-/}"
  decl_timed stop
)
if [[ $2 = active ]]; then
  decl_say "stop-done $decl_unit"
else
  decl_result=success EXIT_CODE=exited EXIT_STATUS=0
  (decl_end)
  decl_say "ended $decl_unit success 0"
fi
