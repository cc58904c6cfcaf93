#!@bash@/bin/bash -p
# systemd-tmpfiles for scripts of NixOS's modules: the files are those that the container made when it started.
case " $* " in
  *' --create '*) exec "${DECL_UNIT:-/etc/decl/unit}" restart systemd-tmpfiles-setup ;;
esac
