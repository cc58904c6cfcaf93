#!@bash@/bin/bash -p
# command COMMAND [ARGUMENT]...: runs the container's command in a process group of its own, which owns the terminal, as soon as
# the manager says that the services are ready. Called again with --now for that.
if [[ $1 != --now ]]; then
  # Job control makes it a process group, and gives it the terminal if bash is told so when it starts. It also says on standard
  # error how a job has ended, which is nobody's concern.
  [[ ! -t 0 || $- = *m* ]] || exec @bash@/bin/bash -pm "$0" "$@" 4<&4
  read -r answer <&4
  exec 4>&- 5>&2 2>/dev/null
  [[ $answer = go ]] || exit 0
  set -m
  @bash@/bin/bash -p "$0" --now "$@" 2>&5 5>&-
  echo "command-ended $?" >"$DECL_STATE/events"
  exit 0
fi

shift
echo "command-running $$" >"$DECL_STATE/events"
mapfile -d '' -t environment <"$DECL_STATE/environment"
for variable in "${environment[@]}"; do
  [[ $variable = PATH=* ]] && path=${variable#PATH=}
done
# A background process of a script ignores the keyboard's signals; the command shall not.
exec @coreutils@/bin/env -i "${environment[@]}" PATH="${path:-@defaultPath@}" \
  @coreutils@/bin/env --default-signal=INT,QUIT "$@"
