#!@bash@/bin/bash -p
# stop UNIT NUMBER active|exited: ExecStop, for a service that runs or, with RemainAfterExit, has run. The manager starts this.
decl_unit=$1 decl_number=$2
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
if [[ $3 = active ]]; then
  decl_say stop-done
else
  decl_result=success EXIT_CODE=exited EXIT_STATUS=0
  (decl_end)
  decl_say ended success 0
fi
