# Runs as the builder of every package (set -eu is on). It turns .deb files into outputs that find each other by store
# path only. From default.nix come: outputs, debs_OUTPUT, inputs, propagated, dlopens, drop, loader, triplet, fixup.
export PATH=/usr/bin:/usr/sbin LC_ALL=C
umask 022
shopt -s nullglob dotglob
set -E
trap 'echo "$name: failed: $BASH_COMMAND" >&2' ERR

# Debian's folder, the output's folder. The first match counts, so the longer one comes first.
layout="usr/lib/python3/dist-packages:lib/python$pythonVersion/site-packages usr/lib/$triplet:lib usr/lib64:lib usr/lib:lib lib/$triplet:lib lib64:lib lib:lib usr/bin:bin usr/sbin:bin
  bin:bin sbin:bin usr/games:bin usr/libexec:libexec usr/share:share usr/include/$triplet:include usr/include:include
  etc:etc"
# Documentation is most of Debian's bytes and nothing runs it.
not_wanted='usr/share/doc usr/share/doc-base usr/share/info usr/share/lintian usr/share/locale usr/share/bug usr/share/menu
  usr/share/apport usr/share/linda usr/share/zsh usr/share/fish usr/share/bash-completion usr/share/reportbug
  usr/share/debianutils usr/share/initramfs-tools usr/lib/debug usr/lib/valgrind usr/lib/sysusers.d usr/lib/tmpfiles.d
  etc/init.d etc/default etc/cron.* etc/logrotate.d etc/pam.d etc/apparmor.d etc/ufw etc/rc*.d etc/network etc/X11 etc/xdg
  etc/ld.so.conf.d etc/skel var'

note() { echo "$name: $*"; }

folder_of() { local -n path=$1; REPLY=$path; } # The output's own path.

place() { # place DEBIAN-PATH: where it belongs inside an output
  local pair
  for pair in $layout; do
    case $1 in
      "${pair%:*}" | "${pair%:*}"/*) REPLY=${pair#*:}${1#"${pair%:*}"}; return ;;
    esac
  done
  REPLY=
}

unpack() {
  local output deb list excludes=()
  set -f # The names have wildcards for tar.
  for deb in $not_wanted; do excludes+=(--exclude="./$deb"); done
  set +f
  [[ " $outputs " == *" man "* ]] || excludes+=(--exclude=./usr/share/man)
  for output in $outputs; do
    list=debs_$output
    mkdir -p "$TMPDIR/raw/$output"
    for deb in ${!list}; do
      case $deb in
        *.deb) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$TMPDIR/raw/$output" --no-same-owner --no-same-permissions "${excludes[@]}" ;;
        *-npm-*.tgz) unpack_npm "$deb" "$TMPDIR/raw/$output/usr/lib/node_modules/npm" ;;
        *.tgz) unpack_npm "$deb" "$TMPDIR/raw/$output/usr" ;;
      esac
    done
    (cd "$TMPDIR/raw/$output" && set -f && for deb in $drop; do set +f; rm -rf -- $deb; done)
  done
}

unpack_npm() { # All there is in an npm package lies in one folder named package.
  mkdir -p "$2"
  tar -x -C "$2" --strip-components=1 --no-same-owner --exclude=include --exclude=docs --exclude=man -f "$1"
}

rearrange() { # Files by folder, links one by one since their targets move too.
  local output pair from
  for output in $outputs; do
    folder_of "$output"
    mkdir -p "$REPLY"
    cd "$TMPDIR/raw/$output"
    find . -type l -printf '%P\t%l\n' >"$TMPDIR/links.$output"
    find . -type l -delete
    for pair in $layout; do
      from=${pair%:*}
      [ -d "$from" ] || continue
      mkdir -p "$REPLY/${pair#*:}"
      cp -a --link "$from/." "$REPLY/${pair#*:}/"
      rm -rf "$from"
    done
  done
  cd "$TMPDIR"
  if [[ " $outputs " == *" man "* ]]; then
    for output in $outputs; do
      folder_of "$output"
      [ "$output" = man ] || [ ! -d "$REPLY/share/man" ] || { mkdir -p "$man/share/man" && cp -a --link "$REPLY/share/man/." "$man/share/man/" && rm -rf "$REPLY/share/man"; }
    done
  fi
  rm -rf raw
}

relink() {
  local output here link target from to other
  # Twice: a link may point at a link that comes later.
  for pass in 1 2; do
    for output in $outputs; do
      folder_of "$output"; here=$REPLY
      while IFS=$'\t' read -r link target; do
        place "$link"; from=$REPLY
        [ -n "$from" ] || continue
        case $target in
          /*) to=${target#/} ;;
          *) to=$(realpath -ms --relative-to=/ "/${link%/*}/$target") ;;
        esac
        place "$to"; to=$REPLY
        [ -n "$to" ] || continue
        [ "$to" != "$from" ] && [ ! -L "$here/$from" ] && [ ! -e "$here/$from" ] || continue
        for other in "$here" $(own_folders) $inputs; do
          [ -e "$other/$to" ] || [ -L "$other/$to" ] || continue
          mkdir -p "$here/${from%/*}"
          if [ "$other" = "$here" ]; then
            ln -s "$(realpath -ms --relative-to="/${from%/*}" "/$to")" "$here/$from"
          else
            ln -s "$other/$to" "$here/$from"
          fi
          break
        done
      done <"$TMPDIR/links.$output"
    done
  done
}

own_folders() {
  local output
  for output in $outputs; do folder_of "$output"; echo "$REPLY"; done
}

prune() { # What only a compiler or libtool wants.
  local folder
  for folder in $(own_folders); do
    find "$folder" \( -name '*.la' -o -name '*.a' -o -name '*.o' \) -delete
    chmod -R u+w "$folder"
  done
}

prune_links() { # Links to what we did not take, and folders where nothing is left.
  local folder
  for folder in $(own_folders); do
    find "$folder" -xtype l -printf "$name: link without target %P -> %l\n" -delete
    find "$folder" -mindepth 1 -type d -empty -delete
  done
}

declare -A library=() # soname -> its folder
know_libraries() {
  local folder file
  for folder in $(own_folders); do
    while read -r file; do library[${file##*/}]=${file%/*}; done < <(find "$folder" -name '*.so*' -not -type d | sort -r)
    for file in "$folder"/lib/*.so*; do library[${file##*/}]=$folder/lib; done
  done
  for folder in $inputs; do
    for file in "$folder"/lib/*.so*; do [ -n "${library[${file##*/}]-}" ] || library[${file##*/}]=$folder/lib; done
  done
}

patch_elf() { # Exactly the folders that hold a NEEDED library: each is a reference of the store path.
  local file=$1 soname rpath='' folder arguments=() interpreter=
  case $file in */ld-linux*.so* | */libc.so.6) return ;; esac # Position and layout of these two are delicate.
  interpreter=$(patchelf --print-interpreter "$file" 2>/dev/null || true)
  for soname in $(patchelf --print-needed "$file" 2>/dev/null || true); do
    case $soname in ld-linux*) continue ;; esac
    folder=${library[$soname]-}
    [ -n "$folder" ] || { note "$file needs $soname, which no input has"; return 1; }
    [[ ":$rpath:" == *":$folder:"* ]] || rpath+=${rpath:+:}$folder
  done
  for folder in $dlopens; do rpath+=${rpath:+:}$folder/lib; done
  if [ -n "$interpreter" ]; then
    arguments+=(--set-interpreter "$loader")
    # patchelf 0.18 breaks programs with fixed addresses (ET_EXEC: python3, node) when it also sorts their headers.
    [ "$(od -An -tu2 -j16 -N2 "$file")" -ne 2 ] || arguments+=(--no-sort)
  fi
  [ -z "$rpath" ] || arguments+=(--set-rpath "$rpath")
  [ ${#arguments[@]} = 0 ] || patchelf "${arguments[@]}" "$file"
}

program_path() { # program_path NAME: its store path, from here or from an input
  local folder
  for folder in $(own_folders) $inputs $propagated; do
    [ -x "$folder/bin/$1" ] && REPLY=$folder/bin/$1 && return
  done
  REPLY=
  return 1
}

patch_script() {
  local file=$1 line interpreter arguments
  IFS= read -r line <"$file" || true
  read -r interpreter arguments <<<"${line#\#!}"
  case $interpreter in
    /nix/store/*) return ;;
    */env) arguments=${arguments#-S }; interpreter=${arguments%% *}; [[ $arguments == *' '* ]] && arguments=${arguments#* } || arguments= ;;
  esac
  if ! program_path "${interpreter##*/}"; then
    # It could not run without a Debian beside it. It would only mislead.
    [ "${KEEP_SCRIPTS-}" ] || { note "left out ${file##*/}: no ${interpreter##*/} among the inputs"; rm "$file"; }
    return 0
  fi
  line="#!$REPLY${arguments:+ $arguments}"
  sed -i "1s@.*@$line@" "$file"
}

patch_files() {
  local folder file magic
  know_libraries
  for folder in $(own_folders); do
    while IFS= read -r file; do
      LC_ALL=C IFS= read -r -d '' -n 4 magic <"$file" || true
      case $magic in
        $'\x7fELF') patch_elf "$file" ;;
        '#!'*) [ ! -x "$file" ] || patch_script "$file" ;;
      esac
    done < <(find "$folder" -type f)
  done
}

patch_texts() { # Unit files and .pc files name programs and folders in plain text.
  local folder file program
  for folder in $(own_folders); do
    for file in "$folder"/lib/systemd/{system,user}/*.{service,socket} "$folder"/share/dbus-1/*/*.service; do
      [ -L "$file" ] && continue
      for program in $(grep -oE '/(usr/)?s?bin/[a-zA-Z0-9._-]+' "$file" | sort -u); do
        program_path "${program##*/}" && sed -i "s@$program\b@$REPLY@g" "$file"
      done
    done
    for file in "$folder"/lib/pkgconfig/*.pc "$folder"/share/pkgconfig/*.pc; do
      [ -L "$file" ] && continue
      sed -i -e "s@/usr/lib/$triplet@$(first_output lib out)/lib@g" -e "s@/usr@$folder@g" "$file"
    done
  done
}

first_output() { # The first of these outputs that there is.
  local output
  for output in "$@" $outputs; do
    [[ " $outputs " != *" $output "* ]] || { folder_of "$output"; echo "$REPLY"; return; }
  done
}

relocate() { # relocate FILE OLD NEW: code that uses the C string OLD uses NEW, however long: see relocate.pl
  patchelf --set-rpath "$(patchelf --print-rpath "$1"):$3" "$1"
  perl -e "$relocate_program" "$@"
}

has_string() { # has_string FILE TEXT: does a C string in FILE begin with TEXT?
  grep -qaP "\x00\Q$2\E" "$1"
}

overwrite() { # overwrite FILE OLD NEW: C strings in FILE that begin with OLD begin with NEW, which is not longer
  perl -e '
    my ($file, $old, $new) = @ARGV; local $/;
    open my $in, "<:raw", $file or die "$file: $!"; my $bytes = <$in>; close $in;
    my $count = $bytes =~ s/(?<=\0)\Q$old\E([^\0]*)\0/my $text = $new . $1; $text . "\0" x (length($old) + length($1) + 1 - length $text)/ge;
    die "$file has no string $old\n" unless $count;
    die "$new is longer than $old\n" if length $new > length $old;
    open my $to, ">:raw", $file or die "$file: $!"; print $to $bytes; close $to' "$@"
}

wrap() { # wrap PROGRAM [NAME=VALUE | NAME+=VALUE]… [-- ARGUMENT…]: = sets what the user has not set, += appends with a colon
  local program=$1 real text setting variable value
  shift
  program_path bash || { note "wrap needs bash among the inputs"; return 1; }
  text="#!$REPLY -e"
  for setting in "$@"; do
    [ "$setting" != -- ] || { shift; break; }
    shift
    variable=${setting%%=*} value=${setting#*=}
    case $variable in
      *+) variable=${variable%+}; text+=$'\n'"export $variable=\${$variable:+\$$variable:}$value" ;;
      *) text+=$'\n'"export $variable=\${$variable-$value}" ;;
    esac
  done
  real=${program%/*}/.${program##*/}-wrapped
  mv "$program" "$real"
  printf '%s\nexec -a "$0" %s%s "$@"\n' "$text" "$real" "${*:+ $*}" >"$program"
  chmod 755 "$program"
}

python_path() { # python_path FOLDER…: the module folders of these and of all they propagate
  local folder
  python_folders=${python_folders-}
  for folder; do
    [[ :$python_folders: == *:$folder/* ]] || [ ! -d "$folder/lib/python$pythonVersion/site-packages" ] ||
      python_folders+=${python_folders:+:}$folder/lib/python$pythonVersion/site-packages
    [ ! -f "$folder/nix-support/propagated-build-inputs" ] || python_path $(<"$folder/nix-support/propagated-build-inputs")
  done
}

wrap_python() { # Programs of a Python module find the modules by themselves.
  local program
  for program in "$out"/bin/*; do
    python_folders=
    python_path "$out" $propagated
    wrap "$program" "PYTHONPATH+=$python_folders"
  done
}

propagate() { # As nixpkgs does for libraries of scripting languages: it makes them references.
  local folder
  [ -n "$propagated" ] || return 0
  folder=$(first_output out)
  mkdir -p "$folder/nix-support"
  echo "$propagated" >"$folder/nix-support/propagated-build-inputs"
}

before_patching() { :; } # A fixup may define these two.
after_patching() { :; }

eval "$fixup"
unpack
rearrange
relink
prune
before_patching
patch_files
patch_texts
propagate
[[ $name != python*-*-* ]] || wrap_python
after_patching
prune_links
