# shellcheck shell=bash
# The packages of the C library and of what decodes and hashes archives: scripts/debian-root installs them, scripts/native-programs
# says which versions its programs have.
# shellcheck disable=SC2034 # for who sources this
LIBRARY_PACKAGES=(musl-dev libzstd-dev liblzma-dev zlib1g-dev libbz2-dev libbrotli-dev libssl-dev)
