#!@bash@/bin/bash -p
# What the supervisor does for SIGTERM, SIGINT and SIGQUIT: it asks the manager for an ordered stop.
echo "shutdown 0" >"$DECL_STATE/events"
