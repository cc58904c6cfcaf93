#!@bash@/bin/bash -p
# remove UNIT: the folders of RuntimeDirectory= that RuntimeDirectoryPreserve=restart has kept until the service ended for good.
decl_unit=$1
. "$DECL_INIT/lib/service"
. "$DECL_STATE/scan/$decl_unit/unit"
exec "$decl_coreutils/rm" -rf "${decl_preserved[@]}"
