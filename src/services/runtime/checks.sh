# Condition…= and Assert…= that are more than one test of bash. Each is called with the condition's value.
check_path_exists_glob() { compgen -G "$1" >/dev/null; }
check_path_is_mount_point() {
  local fields
  while read -r -a fields; do [[ ${fields[4]} != "${1%/}" ]] || return 0; done </proc/self/mountinfo
  return 1
}
check_directory_not_empty() { [[ -d $1 ]] && { compgen -G "$1/*" || compgen -G "$1/.[!.]*"; } >/dev/null; }
check_file_is_executable() { [[ -f $1 && -x $1 ]]; }
check_user() {
  case $1 in
    @system) ((EUID < 1000 || EUID == 65534)) ;;
    *[!0-9]*) [[ $("$decl_coreutils/id" -un 2>/dev/null) = "$1" || ($1 = root && $EUID = 0) ]] ;;
    *) [[ $EUID = "$1" ]] ;;
  esac
}
# The groups that init itself is in.
check_group() {
  local group=$1 name number
  if [[ $group = *[!0-9]* ]]; then
    group=
    while IFS=: read -r name _ number _; do [[ $name != "$1" ]] || group=$number; done 2>/dev/null </etc/group
    [[ -n $group || $1 != root ]] || group=0
  fi
  [[ -n $group && " ${GROUPS[*]} " = *" $group "* ]]
}
# shellcheck disable=SC2053
check_host() {
  [[ $(</proc/sys/kernel/hostname) = $1 ]] && return
  # A machine id, with dashes or without.
  local id=${1//-/}
  [[ ${#id} = 32 && $id != *[!0-9a-fA-F]* && -r /etc/machine-id && $(</etc/machine-id) = "${id,,}" ]]
}
check_environment() {
  local variables
  mapfile -d '' -t variables <"$DECL_STATE/environment"
  decl_is_among "$1" "${variables[@]}"
}
check_kernel_command_line() {
  local words
  read -r -a words </proc/cmdline
  decl_is_among "$1" "${words[@]}"
}
# decl_is_among NAME|NAME=VALUE [WORD]...: as it is, or a name as that of an assignment.
decl_is_among() {
  local word
  for word in "${@:2}"; do
    [[ $word != "$1" && ( $1 = *=* || $word != "$1="* ) ]] || return 0
  done
  return 1
}
check_virtualization() {
  local inside outside length
  case $1 in
    1 | y | yes | t | true | on | container | docker) return 0 ;;
    private-users)
      # Not all of the machine's ids are its own.
      read -r inside outside length </proc/self/uid_map
      [[ $inside-$outside-$length != 0-0-4294967295 ]]
      ;;
    *) return 1 ;;
  esac
}
check_architecture() {
  local machine=$HOSTTYPE
  case $1 in
    native) return 0 ;;
    x86-64) [[ $machine = x86_64 ]] ;;
    arm64) [[ $machine = aarch64 ]] ;;
    *) [[ $machine = "$1" ]] ;;
  esac
}
# The capability's number: whether a program could still gain it.
check_capability() {
  local what mask=0
  while read -r what mask; do [[ $what != CapBnd: ]] || break; done </proc/self/status
  ((16#$mask >> $1 & 1))
}
# How the security module shows itself. Of what is below /sys/kernel/security a container seldom sees anything.
check_security() {
  local enabled=
  case $1 in
    apparmor) { read -r enabled </sys/module/apparmor/parameters/enabled; } 2>/dev/null; [[ $enabled = Y ]] ;;
    selinux) [[ -e /sys/fs/selinux/enforce ]] ;;
    smack) [[ -d /sys/fs/smackfs ]] ;;
    tomoyo) [[ -e /sys/kernel/security/tomoyo/version ]] ;;
    ima) [[ -d /sys/kernel/security/ima ]] ;;
  esac
}
check_kernel_module_loaded() { [[ -d /sys/module/${1//-/_} ]]; }
check_control_group_controller() {
  local each controllers
  { read -r controllers </sys/fs/cgroup/cgroup.controllers; } 2>/dev/null
  case $1 in
    v2) [[ -e /sys/fs/cgroup/cgroup.controllers ]]; return ;;
    v1) [[ ! -e /sys/fs/cgroup/cgroup.controllers ]] && compgen -G '/sys/fs/cgroup/*' >/dev/null; return ;;
  esac
  # Without the unified hierarchy: the controllers that are mounted.
  [[ -e /sys/fs/cgroup/cgroup.controllers ]] || controllers=$(cd /sys/fs/cgroup && echo *)
  for each in $1; do [[ " ${controllers//,/ } " = *" $each "* ]] || return; done
}
# Bytes: what the machine has, or what the container is allowed to have.
check_memory() {
  local what kilobytes limit memory
  while read -r what kilobytes _; do [[ $what != MemTotal: ]] || break; done </proc/meminfo
  memory=$((kilobytes * 1024))
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    { read -r limit <"$limit"; } 2>/dev/null || continue
    [[ $limit = *[!0-9]* ]] || ((limit >= memory)) || memory=$limit
  done
  decl_compare_numbers "$memory" "$1"
}
# The processors that it may run on.
check_cpus() {
  local what list range count=0
  while read -r what list; do [[ $what != Cpus_allowed_list: ]] || break; done </proc/self/status
  for range in ${list//,/ }; do count=$((count + ${range#*-} - ${range%-*} + 1)); done
  decl_compare_numbers "$count" "$1"
}
# By the kernel's name for it.
check_cpu_feature() {
  local what flags
  while IFS=: read -r what flags; do [[ $what != flags* ]] || break; done </proc/cpuinfo
  [[ " $flags " = *" $1 "* ]]
}
check_first_boot() {
  [[ -e $DECL_STATE/first-boot ]]
  decl_is "$1" $?
}
check_ac_power() {
  local folder type online known= powered=
  for folder in /sys/class/power_supply/*; do
    { read -r type <"$folder/type" && read -r online <"$folder/online"; } 2>/dev/null || continue
    [[ $type = Mains ]] || continue
    known=1
    [[ $online = 0 ]] || powered=1
  done
  [[ -n $powered || -z $known ]]
  decl_is "$1" $?
}
# Whether /usr is newer than what /etc or /var were updated for.
check_needs_update() { [[ -w $1 ]] && [[ ! -e ${1%/}/.updated || /usr -nt ${1%/}/.updated ]]; }
# decl_is yes|no CODE: whether a fact, whose test ended with the code, is as it should be.
decl_is() { case $1 in yes) [[ $2 = 0 ]] ;; *) [[ $2 != 0 ]] ;; esac; }

# decl_compare_numbers NUMBER "OPERATOR OTHER"
decl_compare_numbers() {
  local operator=${2%% *} other=${2#* }
  case $operator in
    '<') (($1 < other)) ;;
    '<=') (($1 <= other)) ;;
    '=') (($1 == other)) ;;
    '!=') (($1 != other)) ;;
    '>=') (($1 >= other)) ;;
    '>') (($1 > other)) ;;
  esac
}

# The kernel's, or a field of /etc/os-release; a value is "OPERATOR TEXT" there.
check_kernel_version() { decl_compare_text "$(</proc/sys/kernel/osrelease)" "$1"; }
check_os_release() { decl_compare_text "$(. "$DECL_INIT/lib/field" /etc/os-release "${1%% *}")" "${1#* }"; }

# decl_compare_text TEXT "OPERATOR OTHER": as texts (= and !=), with wildcards ($= and !$=), or as versions.
# shellcheck disable=SC2053
decl_compare_text() {
  local operator=${2%% *} other=${2#* }
  case $operator in
    '=') [[ $1 = "$other" ]]; return ;;
    '!=') [[ $1 != "$other" ]]; return ;;
    '$=') [[ $1 = $other ]]; return ;;
    '!$=') [[ $1 != $other ]]; return ;;
  esac
  decl_compare_versions "$1" "$other"
  case $operator in
    '<') ((REPLY < 0)) ;;
    '<=') ((REPLY <= 0)) ;;
    '==') ((REPLY == 0)) ;;
    '<>') ((REPLY != 0)) ;;
    '>=') ((REPLY >= 0)) ;;
    '>') ((REPLY > 0)) ;;
  esac
}

# decl_compare_versions A B: -1, 0 or 1 in REPLY, by the version format specification of the UAPI group.
decl_compare_versions() {
  local LC_ALL=C a=$1 b=$2 mark one two
  while :; do
    # What cannot be in a version only divides.
    a=${a#"${a%%[A-Za-z0-9~^.-]*}"} b=${b#"${b%%[A-Za-z0-9~^.-]*}"}
    # The one with the mark is the older, and so is the one that ends, except before a ~.
    for mark in '~' end - '^' .; do
      if [[ $mark = end ]]; then
        [[ -z $a || -z $b ]] || continue
        REPLY=$(((${#a} > 0) - (${#b} > 0)))
        return
      fi
      case ${a:0:1},${b:0:1} in
        "$mark,$mark") a=${a:1} b=${b:1} && continue 2 ;;
        "$mark,"*) REPLY=-1 && return ;;
        *",$mark") REPLY=1 && return ;;
      esac
    done
    if [[ $a = [0-9]* || $b = [0-9]* ]]; then
      one=${a%%[!0-9]*} two=${b%%[!0-9]*}
      a=${a#"$one"} b=${b#"$two"}
      # A number may be too large to count with: the longer is the newer, and none at all is the oldest.
      while [[ $one = 0?* ]]; do one=${one#0}; done
      while [[ $two = 0?* ]]; do two=${two#0}; done
      REPLY=$(((${#one} > ${#two}) - (${#one} < ${#two})))
      ((REPLY == 0)) || return
    else
      one=${a%%[!A-Za-z]*} two=${b%%[!A-Za-z]*}
      a=${a#"$one"} b=${b#"$two"}
    fi
    [[ $one = "$two" ]] || { [[ $one < $two ]] && REPLY=-1 || REPLY=1; return; }
  done
}
