# Shared by build and smoke: programs of the Debian root (Nix, apt, patchelf), run with our state folder in their sight.
REPOSITORY=$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
source "$REPOSITORY/scripts/lib/common.sh"
DECL_HOME=$(decl_home)
STATE=$DECL_HOME/packages.d # one folder per state of the expression, and work/ for what they share
WORK=$STATE/work

in_root() { # in_root PROGRAM ARGUMENT…: in the Debian root, where the state folder is /mnt and /nix is ours
  # Own mounts and processes: whatever ends us, none of either is left.
  ROOT=${ROOT:-$("$REPOSITORY/scripts/debian-root")}
  unshare --mount --propagation private --pid --fork --kill-child bash -euc '
    root=$1 state=$2
    mkdir -p "$root/nix"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$state" "$root/mnt"
    mount --bind "$state/work/nix" "$root/nix"
    shift 2
    exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/tmp LC_ALL=C.UTF-8 NIX_CONFIG="$NIX_CONFIG" "$@"
  ' in_root "$ROOT" "$STATE" "$@" </dev/null
}
# No sandbox: the builder uses the root's bash, dpkg-deb and patchelf. No substituters: there is no network to ask.
export NIX_CONFIG="experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
max-jobs = auto
cores = 1
warn-dirty = false"

