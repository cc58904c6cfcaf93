# What happens to the outputs after they are installed.

fixupPhase() {
  local output name words=() prefix=$prefix
  runHook preFixup
  for name in $(getAllOutputNames); do if [ -e "${!name}" ]; then chmod -R u+w "${!name}"; fi; done
  distribute_outputs
  for name in $(getAllOutputNames); do
    prefix=${!name}
    [ -e "$prefix" ] || continue
    [ -n "${dontStrip-}" ] || strip_folder "$prefix"
    [ -n "${dontPatchELF-}" ] || shrink_rpaths "$prefix"
    [ -n "${dontPatchShebangs-}" ] || patchShebangs "$prefix"
    runHook fixupOutput
  done
  output=$(first_output_of dev out)
  words_of propagatedBuildInputs
  write_support propagated-build-inputs "${words[*]}"
  words=()
  words_of propagatedNativeBuildInputs
  write_support propagated-native-build-inputs "${words[*]}"
  if [ -n "${setupHook-}" ]; then
    mkdir -p "${!output}/nix-support"
    substituteAll "$setupHook" "${!output}/nix-support/setup-hook"
  fi
  runHook postFixup
}

write_support() { # write_support FILE TEXT: into nix-support of the output `output`, where there is a text
  [ -n "$2" ] || return 0
  mkdir -p "${!output}/nix-support"
  printf '%s ' "$2" >"${!output}/nix-support/$1"
}

moveToOutput() { # moveToOutput GLOB OUTPUT: from all other outputs
  local name from to
  for name in $(getAllOutputNames); do
    [ "$name" != "$2" ] && [ -d "${!name}" ] || continue
    (
      cd "${!name}"
      for from in $1; do
        [ -e "$from" ] || [ -L "$from" ] || continue
        to=${!2}/$from
        mkdir -p "${to%/*}"
        if [ -d "$from" ] && [ -d "$to" ]; then
          cp -a "$from/." "$to/"
          rm -r "$from"
        else
          mv "$from" "$to"
        fi
        rmdir -p --ignore-fail-on-non-empty "$(dirname "$from")" 2>/dev/null || true
      done
    )
    mkdir -p "${!name}"
  done
}

distribute_outputs() { # To each output what its name says.
  local name folder
  for name in $(getAllOutputNames); do
    case $name in
      bin) moveToOutput bin bin; moveToOutput sbin bin ;;
      dev) for folder in include lib/pkgconfig share/pkgconfig share/aclocal; do moveToOutput "$folder" dev; done ;;
      lib) moveToOutput 'lib/*.so*' lib ;;
      man) moveToOutput share/man man ;;
      doc) moveToOutput share/doc doc ;;
    esac
  done
}

elf_files() { # elf_files FOLDER: programs and libraries, NUL after each
  local file magic
  while IFS= read -r -d '' file; do
    LC_ALL=C IFS= read -r -d '' -n 4 magic <"$file" || true
    [ "$magic" != $'\x7fELF' ] || printf '%s\0' "$file"
  done < <(find "$1" -type f \( -perm /111 -o -name '*.so*' \) -print0)
}

strip_folder() {
  local file
  type -P strip >/dev/null || return 0
  while IFS= read -r -d '' file; do strip -S -p "$file" || true; done < <(elf_files "$1")
}

shrink_rpaths() { # Takes folders without a library that the program needs out of its search path.
  local file
  type -P patchelf >/dev/null || return 0
  while IFS= read -r -d '' file; do
    [ -z "$(patchelf --print-rpath "$file" 2>/dev/null)" ] || patchelf --shrink-rpath "$file"
  done < <(elf_files "$1")
}

patchShebangs() { # patchShebangs [--build | --host | --update] PATH…: scripts name their interpreters by store path
  local file line interpreter arguments found
  while [[ ${1-} == --* ]]; do shift; done
  while IFS= read -r -d '' file; do
    IFS= read -r line 2>/dev/null <"$file" || true
    [[ $line == '#!'* ]] || continue
    read -r interpreter arguments <<<"${line#\#!}"
    [[ $interpreter != "$NIX_STORE"/* ]] || continue
    if [ "${interpreter##*/}" = env ]; then
      arguments=${arguments#-S }
      interpreter=${arguments%% *}
      arguments=${arguments#"$interpreter"}
      arguments=${arguments# }
    fi
    found=$(type -P "${interpreter##*/}") || continue
    line="#!$found${arguments:+ $arguments}"
    echo "$file: interpreter directive changed to $line"
    touch -r "$file" "$TMPDIR/shebang-time"
    chmod u+w "$file"
    sed -i "1s@.*@${line//&/\\&}@" "$file"
    touch -r "$TMPDIR/shebang-time" "$file"
  done < <(find "$@" -type f -perm -0100 -print0)
}
