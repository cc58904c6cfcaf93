# nixpkgs's names for what a builder may use: PATH from the inputs, hooks, and the functions that phases are made of.
set -eo pipefail
shopt -s inherit_errexit
umask 022
# Where a builder may write below /nix/store, Python would leave its caches in its inputs.
export PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0 PYTHONNOUSERSITE=1
export PATH='' SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH-315532800} HOME=${HOME-/homeless-shelter} TZ=UTC
declare -p outputs &>/dev/null || outputs=out
envHooks=() # Functions that setup hooks add, for each input.

getAllOutputNames() {
  if [ -e "${NIX_ATTRS_SH_FILE-}" ]; then echo "${!outputs[@]}"; else echo "$outputs"; fi
}

first_output_of() { # The first of these outputs that the package has, or its first one.
  local name names
  names="$(getAllOutputNames) "
  for name; do [[ " $names" != *" $name "* ]] || { echo "$name"; return; }; done
  echo "${names%% *}"
}

# With __structuredAttrs the builder gets arrays, and nothing is in the environment.
export_attributes() {
  local name
  [ -e "${NIX_ATTRS_SH_FILE-}" ] || return 0
  for name in "${!outputs[@]}"; do export "$name=${outputs[$name]}"; done
  for name in "${!env[@]}"; do export "$name=${env[$name]}"; done
  export NIX_ATTRS_SH_FILE NIX_ATTRS_JSON_FILE
}

words_of() { # words_of VARIABLE… appends to the array `words`: the elements of an array, the words of a text
  local variable parts
  for variable; do
    local -n value=$variable
    if [[ "$(declare -p "$variable" 2>/dev/null)" == 'declare -a'* ]]; then
      words+=("${value[@]}")
    else
      read -r -d '' -a parts <<<"${value-}" || true
      words+=("${parts[@]}")
    fi
    unset -n value
  done
}

addToSearchPathWithCustomDelimiter() { # … DELIMITER VARIABLE FOLDER
  local -n list=$2
  [ ! -d "$3" ] || export "$2=${list:+$list$1}$3"
}
addToSearchPath() { addToSearchPathWithCustomDelimiter : "$@"; }
addEnvHooks() { shift; envHooks+=("$@"); }
prependToVar() { local -n prepended=$1; shift; prepended=("$@" ${prepended[@]+"${prepended[@]}"}); }
appendToVar() { local -n appended=$1; shift; appended=(${appended[@]+"${appended[@]}"} "$@"); }

declare -A known_inputs=()
all_inputs=()
add_input() { # add_input native|host PATH: puts it and what it propagates on PATH, and reads their setup hooks
  local file input
  [ -z "${known_inputs[$1 $2]-}" ] || return 0
  known_inputs[$1 $2]=1
  all_inputs+=("$2")
  addToSearchPath PATH "$2/bin"
  for file in "$2"/lib/python3.*/site-packages; do addToSearchPath PYTHONPATH "$file"; done
  # The compiler has its own folders in a certain order.
  if [ "$1" = host ] && [ ! -e "$2/bin/cc" ]; then add_library "$2"; fi
  for file in propagated-native-build-inputs propagated-build-inputs; do
    if [ -f "$2/nix-support/$file" ]; then
      for input in $(<"$2/nix-support/$file"); do add_input "$1" "$input"; done
    fi
  done
  if [ -f "$2/nix-support/setup-hook" ]; then source "$2/nix-support/setup-hook"; fi
  if [ -f "$2" ]; then source "$2"; fi # A setup hook by itself.
}

add_library() { # add_library PATH: compilers and pkg-config find what it has
  addToSearchPath PKG_CONFIG_PATH "$1/lib/pkgconfig"
  addToSearchPath PKG_CONFIG_PATH "$1/share/pkgconfig"
  [ ! -d "$1/include" ] || export NIX_CFLAGS_COMPILE="${NIX_CFLAGS_COMPILE-} -isystem $1/include"
  [ ! -d "$1/lib" ] || export NIX_LDFLAGS="${NIX_LDFLAGS-} -L$1/lib"
}

find_inputs() {
  local words=() input hook
  words_of nativeBuildInputs propagatedNativeBuildInputs
  for input in "${words[@]}"; do add_input native "$input"; done
  words=()
  words_of buildInputs propagatedBuildInputs
  for input in "${words[@]}"; do add_input host "$input"; done
  for input in ${compilers-}; do add_input native "$input"; done
  for input in $initialPath; do addToSearchPath PATH "$input/bin"; done
  for hook in "${envHooks[@]}"; do for input in "${all_inputs[@]}"; do "$hook" "$input"; done; done
}

runHook() { # runHook NAME: the functions of the setup hooks, then the function or the text of that name
  local hook name=$1
  shift
  if declare -p "${name}Hooks" &>/dev/null; then
    local -n hooks=${name}Hooks
    for hook in "${hooks[@]}"; do run_text "$hook" "$@"; done
    unset -n hooks
  fi
  if declare -F "$name" >/dev/null || [ -n "${!name-}" ]; then run_text "$name" "$@"; fi
}

run_text() { # run_text NAME…: a function, a variable with a text, or the text itself
  local name=$1
  if declare -F "$name" >/dev/null; then
    "$@"
  elif [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && [ -n "${!name-}" ]; then
    eval "${!name}"
  else
    eval "$name"
  fi
}

echoCmd() { printf '%s:' "$1"; shift; printf ' %q' "$@"; echo; }
nixLog() { echo "$*" >&2; }
nixErrorLog() { echo "error: $*" >&2; }

export_attributes
output=$(first_output_of out)
: "${prefix=${!output}}"
# Programs find the libraries that are built with them. Where there are none, fixupPhase takes this away.
if [ -n "${compilers-}" ]; then
  output=$(first_output_of lib out)
  export NIX_LDFLAGS="-rpath ${!output}/lib ${NIX_LDFLAGS-}"
fi
export NIX_BUILD_CORES=${NIX_BUILD_CORES:-1}
[ "$NIX_BUILD_CORES" -gt 0 ] || NIX_BUILD_CORES=1
find_inputs
