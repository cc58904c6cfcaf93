#!@bash@/bin/bash -p
# What the supervisor does for SIGHUP: nothing. The set of services is fixed.
