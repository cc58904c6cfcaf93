# Type=idle: the service counts as started, and its program waits until the manager has nothing to start or stop, at most 5 s.
[[ -n $decl_silent ]] || decl_say active
decl_silent=1
[[ -p $decl_folder/idle ]] || "$decl_coreutils/mkfifo" -m 600 "$decl_folder/idle"
# Open for writing too: the answer stays in it until it is read.
exec 4<>"$decl_folder/idle"
echo "ask idle $decl_unit $decl_folder/idle" >"$decl_events"
read -r -t 5 decl_answer <&4
exec 4>&-
