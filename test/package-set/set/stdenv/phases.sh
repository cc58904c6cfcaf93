# The phases of a build. Each may be replaced by an attribute of its name.

genericBuild() {
  local phase words=()
  if [ -n "${buildCommandPath-}" ]; then
    source "$buildCommandPath"
    return
  elif [ -n "${buildCommand-}" ]; then
    eval "$buildCommand"
    return
  fi
  words_of phases
  [ ${#words[@]} -gt 0 ] || words_of prePhases default_phases_before preInstallPhases default_phases_install postPhases
  for phase in "${words[@]}"; do runPhase "$phase"; done
}
default_phases_before='unpackPhase patchPhase configurePhase buildPhase checkPhase'
default_phases_install='installPhase fixupPhase installCheckPhase'

runPhase() {
  local phase=$1 skip
  case $phase in
    unpackPhase) skip=${dontUnpack-} ;;
    patchPhase) skip=${dontPatch-} ;;
    configurePhase) skip=${dontConfigure-} ;;
    buildPhase) skip=${dontBuild-} ;;
    checkPhase) [ -n "${doCheck-}" ] || skip=1 ;;
    installPhase) skip=${dontInstall-} ;;
    fixupPhase) skip=${dontFixup-} ;;
    installCheckPhase) [ -n "${doInstallCheck-}" ] || skip=1 ;;
  esac
  [ -z "${skip-}" ] || return 0
  echo "Running phase: $phase"
  # An attribute goes before the function of the same name.
  if [ -n "${!phase-}" ]; then eval "${!phase}"; else "$phase"; fi
  if [ "$phase" = unpackPhase ]; then
    [ -z "${sourceRoot-}" ] || chmod +x "$sourceRoot"
    cd "${sourceRoot:-.}"
  fi
}

unpackFile() { # Prepended to by hooks through unpackCmd.
  echo "unpacking source archive $1"
  curSrc=$1
  if [ -n "${unpackCmd-}" ]; then
    eval "$unpackCmd"
  elif [ -d "$1" ]; then
    cp -r --preserve=timestamps --reflink=auto -- "$1" "$(stripHash "$1")"
  else
    case $1 in
      *.tar | *.tar.* | *.tgz | *.tbz2 | *.txz) tar -xf "$1" --mode=+w --warning=no-timestamp ;;
      *.zip) unzip -qq "$1" ;;
      *) echo "do not know how to unpack source archive $1" >&2; return 1 ;;
    esac
  fi
}

stripHash() { # The name of a store path without its hash.
  local name=${1##*/}
  if [[ $name =~ ^[a-z0-9]{32}- ]]; then name=${name:33}; fi
  echo "$name"
}

unpackPhase() {
  local words=() before entry
  runHook preUnpack
  words_of srcs
  [ ${#words[@]} -gt 0 ] || words_of src
  [ ${#words[@]} -gt 0 ] || { echo 'variable $src or $srcs should point to the source' >&2; return 1; }
  before=" $(echo *) "
  for entry in "${words[@]}"; do unpackFile "$entry"; done
  if [ -n "${setSourceRoot-}" ]; then
    run_text setSourceRoot
  elif [ -z "${sourceRoot-}" ]; then
    for entry in *; do
      [ -d "$entry" ] && [[ $before != *" $entry "* ]] || continue
      [ -z "$sourceRoot" ] || { echo "unpacker produced several folders: $sourceRoot and $entry" >&2; return 1; }
      sourceRoot=$entry
    done
  fi
  [ -n "${sourceRoot-}" ] || { echo "unpacker appears to have produced no directories" >&2; return 1; }
  [ -n "${dontMakeSourcesWritable-}" ] || chmod -R u+w -- "$sourceRoot"
  runHook postUnpack
}

patchPhase() {
  local words=() patch flags
  runHook prePatch
  words_of patches
  for patch in "${words[@]}"; do
    echo "applying patch $patch"
    words=()
    words_of patchFlags
    flags=("${words[@]}")
    [ ${#flags[@]} -gt 0 ] || flags=(-p1)
    case $patch in
      *.gz) gzip -d <"$patch" ;;
      *.xz) xz -d <"$patch" ;;
      *.bz2) bzip2 -d <"$patch" ;;
      *) cat "$patch" ;;
    esac | patch "${flags[@]}"
  done
  runHook postPatch
}

configurePhase() {
  local words=() script=${configureScript-}
  runHook preConfigure
  [ -n "$script" ] || [ ! -x ./configure ] || script=./configure
  if [ -n "$script" ]; then
    [ -n "${dontAddPrefix-}" ] || words+=("${prefixKey:---prefix=}$prefix")
    words_of configureFlags configureFlagsArray
    echoCmd 'configure flags' "${words[@]}"
    $script "${words[@]}"
  else
    echo "no configure script, doing nothing"
  fi
  runHook postConfigure
}

run_make() { # run_make FLAGS-VARIABLE… [-- TARGET…]
  local words=(SHELL="$SHELL") variables=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift || true
  [ -z "${enableParallelBuilding-}" ] || words+=("-j$NIX_BUILD_CORES")
  words_of makeFlags makeFlagsArray "${variables[@]}"
  echoCmd 'make flags' "${words[@]}" "$@"
  make ${makefile:+-f "$makefile"} "${words[@]}" "$@"
}

has_makefile() { [ -n "${makefile-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]; }

buildPhase() {
  local words=()
  runHook preBuild
  words_of makeFlags makeFlagsArray
  if [ ${#words[@]} = 0 ] && ! has_makefile; then
    echo "no Makefile or custom buildPhase, doing nothing"
  else
    run_make buildFlags buildFlagsArray
  fi
  runHook postBuild
}

checkPhase() {
  local target
  runHook preCheck
  if has_makefile; then
    for target in ${checkTarget:-check test}; do
      [ -n "${checkTarget-}" ] || make -n "$target" &>/dev/null || continue
      run_make checkFlags checkFlagsArray -- "$target"
      break
    done
  fi
  runHook postCheck
}

installPhase() {
  local words=()
  runHook preInstall
  if has_makefile; then
    mkdir -p "$prefix"
    words_of installTargets
    [ ${#words[@]} -gt 0 ] || words=(install)
    run_make installFlags installFlagsArray -- "prefix=$prefix" "PREFIX=$prefix" "${words[@]}"
  else
    echo "no Makefile or custom installPhase, doing nothing"
  fi
  runHook postInstall
}

installCheckPhase() {
  runHook preInstallCheck
  ! has_makefile || ! make -n installcheck &>/dev/null || run_make installCheckFlags -- installcheck
  runHook postInstallCheck
}
