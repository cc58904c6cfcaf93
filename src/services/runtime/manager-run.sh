#!@bash@/bin/bash -p
# The manager is a service too: it is started again when it dies, and knows from units/ what there was.
exec -c "$DECL_INIT/lib/manager" "$DECL_INIT" "$DECL_STATE" "$DECL_COMMAND"
