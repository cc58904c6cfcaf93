#!@bash@/bin/bash -p
# reload UNIT NUMBER: ExecReload. The manager starts this.
decl_unit=$1 decl_number=$2
. "$DECL_INIT/lib/service"
cd "$DECL_STATE/scan/$decl_unit" || exit 111
. ./unit
decl_folder=$PWD
(
  decl_enter
  streams
  working_directory "${decl_directory[@]:-/}"
  reload
)
decl_say reloaded "$?"
