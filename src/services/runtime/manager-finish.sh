#!@bash@/bin/bash -p
# After its last act the manager is not needed again.
[[ ! -e $DECL_STATE/ended ]] || exit 125
