#!@bash@/bin/bash -p
# check FILE STATE-FOLDER: whether the conditions of a unit that is no service are met. 1: a condition is not, 2: an assertion.
DECL_STATE=$2
DECL_INIT=${0%/*}/..
decl_coreutils=@coreutils@/bin
assertions() { :; }
conditions() { :; }
. "${0%/*}/checks"
. "$1"
assertions || exit 2
conditions || exit 1
