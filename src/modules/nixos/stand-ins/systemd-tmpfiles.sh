#!@bash@/bin/bash -p
# systemd-tmpfiles for scripts of NixOS's modules: the files are those that the container made when it started.
unit=${DECL_UNIT:-/etc/decl/unit}
case " $* " in
  *' --create '*)
    # Without the unit all of them are in the image.
    "$unit" status systemd-tmpfiles-setup >/dev/null 2>&1
    [ $? -eq 2 ] || exec "$unit" restart systemd-tmpfiles-setup
    ;;
  *) echo "systemd-tmpfiles: nothing is done here but --create" >&2 ;;
esac
