# Condition…= and Assert…= that are more than one test of bash.
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
# shellcheck disable=SC2053
check_host() { [[ $(</proc/sys/kernel/hostname) = $1 ]]; }
check_environment() {
  local variable variables
  mapfile -d '' -t variables <"$DECL_STATE/environment"
  for variable in "${variables[@]}"; do
    case $1 in
      *=*) [[ $variable != "$1" ]] || return 0 ;;
      *) [[ $variable != "$1="* ]] || return 0 ;;
    esac
  done
  return 1
}
check_virtualization() {
  case $1 in
    1 | yes | true | on | container | docker) return 0 ;;
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
