# Runs as the builder of what mkDerivation makes.
if [ -e "${NIX_ATTRS_SH_FILE-}" ]; then . "$NIX_ATTRS_SH_FILE"; fi
source "$stdenv/setup"
genericBuild
