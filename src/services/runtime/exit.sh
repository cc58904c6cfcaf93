#!@bash@/bin/bash -p
# What the supervisor becomes in the end: the container's exit code.
read -r code <"$DECL_STATE/exit-code"
exit "$((10#$code))"
