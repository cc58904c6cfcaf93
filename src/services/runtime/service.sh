# What the scripts of a service share: run, finish, stop and reload read this file and then the service's own `unit`, which
# says, in these functions, what the declaration says. Every name has the prefix decl_, since the container's environment is
# here too. Exit codes above 200 are systemd's (man systemd.exec, "Process Exit Codes").

decl_s6=@s6@/bin
decl_execline=@execline@/bin
decl_coreutils=@coreutils@/bin
decl_util_linux=@utilLinux@/bin
decl_events=$DECL_STATE/events
# The supervisors hold the manager's pipe open, so that nothing in it is lost with a manager. It is not for services.
exec 3>&-

# What a unit has when it says nothing else.
decl_type=simple
decl_remain=
decl_kill_mode=control-group
decl_kill_signal=TERM
decl_final_signal=KILL
decl_stop_timeout=90
decl_start_timeout=90
decl_user_name=root
decl_uid=$EUID
decl_launch=()
decl_silent=
decl_quiet=
decl_has_post=
decl_has_stop=
decl_has_stop_post=
decl_ignore_failure=
decl_removes=
decl_success=
decl_capabilities=()
decl_environment=()
decl_nice=()
decl_runtime_directories=()
prepare() { :; }
environment() { :; }
streams() { :; }
assertions() { :; }
conditions() { :; }
exec_condition() { :; }
start_pre() { :; }
start_post() { :; }
reload() { :; }
stop() { :; }
stop_post() { :; }

# decl_say EVENT [WORD]...: tells the manager. Each start of a service has a number, the id of the process that `run` was or is,
# by which the manager knows what comes late.
decl_say() { echo "$1 $decl_unit $decl_number" "${@:2}" >"$decl_events"; }
decl_complain() { [[ -n $decl_quiet ]] || echo "$decl_unit: $*" >&2; }

# as_user NAME UID GID [OTHER-GROUP]...: who runs the commands.
as_user() {
  decl_user_name=$1 decl_uid=$2 decl_gid=$3
  local IFS=,
  decl_groups="${*:4}"
  if [[ $EUID != 0 ]]; then
    [[ $EUID = "$decl_uid" ]] && return
    decl_complain "cannot become user $1 ($2): the container runs as user $EUID"
    exit 217
  fi
  decl_launch=("$decl_s6/s6-applyuidgid" -u "$2" -g "$3" -G "$decl_groups" --)
}

# directory KIND MODE PATH...: RuntimeDirectory= and its like. KIND is the variable that names them, e.g. RUNTIME_DIRECTORY.
directory() {
  local kind=$1 mode=$2 path
  shift 2
  for path; do
    if ! "$decl_coreutils/mkdir" -p "$path"; then
      decl_complain "cannot make $path"
      exit 233
    fi
    # On a read-only root it is as the image has it.
    [[ -w $path ]] || continue
    "$decl_coreutils/chmod" "$mode" "$path"
    [[ $kind = CONFIGURATION_DIRECTORY || $EUID != 0 || -z ${decl_gid-} ]] ||
      "$decl_coreutils/chown" "$decl_uid:$decl_gid" "$path"
  done
  local IFS=:
  export "$kind=$*"
  [[ $kind != RUNTIME_DIRECTORY ]] || decl_runtime_directories=("$@")
}

# working_directory PATH, or with a dash before it: a folder that may be missing.
working_directory() {
  if [[ $1 = - ]]; then
    cd "$2" 2>/dev/null || cd /
  elif ! cd "$1"; then
    exit 200
  fi
}

# nice_level NUMBER
nice_level() { decl_nice=("$decl_coreutils/nice" -n "$1"); }

# oom_score NUMBER
oom_score() {
  echo "$1" 2>/dev/null >/proc/self/oom_score_adj || decl_complain "OOMScoreAdjust=$1 is not allowed in this container"
}

# limit FLAG SOFT HARD: `ulimit`, where a limit above the container's own is that one.
limit() {
  ulimit "$1" "$3" 2>/dev/null || decl_complain "a hard limit (ulimit $1) of $3 is not allowed in this container"
  ulimit -S "$1" "$2" 2>/dev/null || ulimit -S "$1" "$(ulimit -H "$1")"
}

# root_directory PATH: RootDirectory=, after as_user.
root_directory() {
  if [[ $EUID != 0 ]]; then
    decl_complain "RootDirectory=$1 needs a container that runs as root"
    exit 210
  fi
  decl_launch=("$decl_coreutils/chroot")
  [[ -z ${decl_gid-} ]] || decl_launch+=("--userspec=$decl_uid:$decl_gid" "--groups=$decl_groups")
  decl_launch+=("$1")
}

# capabilities ambient|bounding|drop [NAME:NUMBER]...: what the container does not have itself cannot be kept.
capabilities() {
  local kind=$1 what line bounding=0 kept=-all
  shift
  while read -r what line; do
    [[ $what = CapBnd: ]] && bounding=$((16#$line))
  done </proc/self/status
  case $kind in
    drop) for what; do kept+=",-${what%:*}"; done; kept=${kept#-all,} ;;
    *) for what; do ((bounding >> ${what#*:} & 1)) && kept+=",+${what%:*}"; done ;;
  esac
  [[ $EUID = 0 ]] || return 0
  case $kind in
    ambient) decl_capabilities+=(--inh-caps "$kept" --ambient-caps "$kept") ;;
    *) decl_capabilities+=(--bounding-set "$kept") ;;
  esac
}

# no_new_privileges: NoNewPrivileges=
no_new_privileges() { decl_capabilities+=(--no-new-privs); }

# privileges: puts setpriv in the place of s6-applyuidgid, after all that concerns it.
privileges() {
  local ids=()
  if [[ $EUID = 0 && -n ${decl_gid-} ]]; then
    ids=(--reuid "$decl_uid" --regid "$decl_gid")
    if [[ -n $decl_groups ]]; then ids+=(--groups "$decl_groups"); else ids+=(--clear-groups); fi
  fi
  decl_launch=("$decl_util_linux/setpriv" "${ids[@]}" "${decl_capabilities[@]}" --)
}

# environment_file [-optional] PATTERN: lines of NAME=VALUE, quoted or not; # and ; start a comment (man systemd.exec).
environment_file() {
  local optional= file line name value quote found=
  [[ $1 != -optional ]] || { optional=1; shift; }
  for file in $1; do
    [[ -r $file ]] || continue
    found=1
    while IFS= read -r line || [[ -n $line ]]; do
      while [[ $line = *\\ && ! $line =~ ^[[:space:]]*[#\;] ]] && IFS= read -r value; do line=${line%\\}$value; done
      line=${line#"${line%%[![:space:]]*}"}
      [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*[[:space:]]*= ]] || continue
      name=${line%%=*} value=${line#*=}
      name=${name%"${name##*[![:space:]]}"}
      value=${value#"${value%%[![:space:]]*}"}
      value=${value%"${value##*[![:space:]]}"}
      quote=${value:0:1}
      if [[ $quote = [\"\'] ]]; then
        # A quoted value may go on in the next lines.
        until [[ ${#value} -gt 1 && $value = *"$quote" && $value != *\\"$quote" ]] || ! IFS= read -r line; do
          value+=$'\n'$line
        done
        value=${value:1:-1}
        [[ $quote = "'" ]] || decl_unescape value '["\\`$]'
      else
        decl_unescape value '?'
      fi
      export "$name=$value"
    done <"$file"
  done
  [[ -n $found$optional ]] || { decl_complain "there is no EnvironmentFile $1"; exit 209; }
}

# unset_environment NAME|NAME=VALUE...
unset_environment() {
  local word
  for word; do
    local name=${word%%=*}
    [[ $word = *=* && ${!name} != "${word#*=}" ]] || unset "$name"
  done
}

# decl_unescape VARIABLE PATTERN: takes backslashes away before characters that match.
decl_unescape() {
  local text=${!1} out=
  while [[ $text = *\\* ]]; do
    out+=${text%%\\*} text=${text#*\\}
    # shellcheck disable=SC2053
    [[ ${text:0:1} = $2 ]] || out+=\\
    out+=${text:0:1} text=${text:1}
  done
  printf -v "$1" %s "$out$text"
}

# words NAME...: what `$NAME` alone stands for in a command, in the array decl_words_NAME: the words of the variable's value, of
# which some may be quoted.
words() {
  local decl_name decl_rest decl_char decl_word decl_quote
  for decl_name; do
    local -n decl_list=decl_words_$decl_name
    decl_rest=${!decl_name-} decl_quote= decl_list=()
    unset decl_word
    while [[ -n $decl_rest ]]; do
      decl_char=${decl_rest:0:1} decl_rest=${decl_rest:1}
      case $decl_quote$decl_char in
        \\ | ?\\) decl_word+=${decl_rest:0:1} decl_rest=${decl_rest:1} ;;
        \"\" | \'\') decl_quote= ;;
        [\"\']) decl_quote=$decl_char decl_word+= ;;
        [[:space:]]) [[ ! -v decl_word ]] || decl_list+=("$decl_word"); unset decl_word ;;
        *) decl_word+=$decl_char ;;
      esac
    done
    [[ ! -v decl_word ]] || decl_list+=("$decl_word")
    unset -n decl_list
  done
}

# Runs a command and waits for it: as the service's user, or with all privileges.
as_service() { "${decl_nice[@]}" "${decl_launch[@]}" "$@"; }
as_root() { "${decl_nice[@]}" "$@"; }

# The same in place of this script: the service itself.
exec_as_service() {
  decl_leave "$@"
  exec "${decl_nice[@]}" "${decl_launch[@]}" "$@"
}
exec_as_root() {
  decl_leave "$@"
  exec "${decl_nice[@]}" "$@"
}

# ignored CODE: what a command with the prefix "-" did is only a message.
ignored() { [[ $1 = 0 ]] || decl_complain "a command ended with $1, which its prefix - says to ignore"; }

# The last thing before the service itself takes over.
decl_leave() {
  if [[ $decl_type = exec ]] && ! type -P "$1" >/dev/null; then
    decl_complain "there is no program $1"
    exit 203
  fi
  [[ -n $decl_silent ]] || decl_say active
}

# Everything before the first command: who, where, with what. Nothing of ours shall be in the service's environment.
decl_enter() {
  export -n DECL_INIT DECL_STATE DECL_PATH DECL_COMMAND PWD OLDPWD SHLVL
  DECL_PATH=
  local variable variables
  mapfile -d '' -t variables <"$DECL_STATE/environment"
  for variable in "${variables[@]}"; do [[ $variable != PATH=* ]] || DECL_PATH=${variable#PATH=}; done
  prepare
  environment
  umask "${decl_umask:-022}"
  # Variables that bash keeps for itself.
  [[ ${#decl_environment[@]} = 0 ]] || decl_launch+=("$decl_coreutils/env" "${decl_environment[@]}")
  set -f
}

# decl_processes ID: prints the processes of a session, without zombies.
decl_processes() {
  local file stat fields
  set +f
  for file in /proc/[0-9]*/stat; do
    { read -r stat <"$file"; } 2>/dev/null || continue
    # After the name in parentheses: state, parent, group, session.
    read -r -a fields <<<"${stat##*) }"
    [[ ${fields[3]} = "$1" && ${fields[0]} != [ZX] ]] && { file=${file#/proc/}; echo "${file%/stat}"; }
  done
}

# decl_everything SESSION: also prints the processes that left the session, which their environment gives away. Only the
# service's own user may look into that.
decl_everything() {
  decl_processes "$1"
  [[ ! -s invocation ]] || as_service "$DECL_INIT/lib/find" "$(<invocation)" 2>/dev/null
}
