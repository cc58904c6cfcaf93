# The programs find what lies below /usr/lib/gcc, and the headers of C++, relative to their own place. Of all else they are
# told by wrappers.
prune() { # Start files and static libraries are what it is about.
  chmod -R u+w "$out"
}
propagate() { :; }

before_patching() {
  local file folder name
  major=$(cd "$out/lib/gcc/$triplet" && echo *)
  # Linux's headers for this machine are links into a folder with those for all.
  cp -rL "$out/include/asm" "$TMPDIR/asm"
  rm -rf "$out"/include/{asm,*-linux-gnu*} "$out/lib/linux"
  mv "$TMPDIR/asm" "$out/include/"
  # Linker scripts name libraries of glibc and some that lie beside them.
  for file in "$out"/lib/lib{c,m}.{so,a}; do
    [[ $(head -c 14 "$file") == '/* GNU ld scri' ]] || continue
    for name in $(grep -oE '(/usr)?/lib(64|/[a-z0-9_-]+-gnu)?/[^ ]+' "$file"); do
      case $name in
        */ld-linux*) sed -i "s@$name@$loader@" "$file" ;;
        *)
          folder=${loader%/*}
          if [ -e "$out/lib/${name##*/}" ]; then folder=$out/lib; fi
          sed -i "s@$name@$folder/${name##*/}@" "$file"
          ;;
      esac
    done
  done
  cd "$out/bin"
  for file in "$triplet"-*-"$major"; do
    name=${file#"$triplet-"} name=${name%"-$major"}
    case $name in
      gcc | g++ | cpp) mv "$file" ".$name-wrapped" ;;
      *) mv "$file" "$name" ;;
    esac
  done
  cd "$TMPDIR"
}

after_patching() {
  local name shell binutils coreutils
  program_path bash; shell=$REPLY
  program_path realpath; coreutils=${REPLY%/*}
  program_path ld; binutils=${REPLY%/*}
  for name in gcc g++ cpp; do
    sed -e "s!@shell@!$shell!g; s!@coreutils@!$coreutils!g; s!@binutils@!$binutils!g; s!@program@!$out/bin/.$name-wrapped!g" \
      -e "s!@out@!$out!g; s!@own@!$out/lib/gcc/$triplet/$major!g; s!@glibc@!${loader%/*}!g; s!@loader@!$loader!g" \
      <<<"$wrapper" >"$out/bin/$name"
    chmod 755 "$out/bin/$name"
  done
  ln -s gcc "$out/bin/cc"
  ln -s g++ "$out/bin/c++"
  mkdir -p "$out/nix-support"
  echo 'export CC=${CC-gcc} CXX=${CXX-g++}' >"$out/nix-support/setup-hook"
}

wrapper='#!@shell@
# The compiler with the folders that it does not find by itself, and with store paths in the programs that it links.
# NIX_CFLAGS_COMPILE and NIX_LDFLAGS are more words for the compiler and the linker.
arguments=("$@")
read -r -d "" -a compile_flags <<<"${NIX_CFLAGS_COMPILE-}"
read -r -d "" -a link_flags <<<"${NIX_LDFLAGS-}"
arguments+=("${compile_flags[@]}" -B@out@/lib/ -B@binutils@/ -idirafter @out@/include)
arguments+=(-fmacro-prefix-map=@out@=gcc) # __FILE__ in headers would make it a reference of the program.

links= is_program=1 is_static=
for argument in "$@"; do
  case $argument in
    -c | -S | -E | -M | -MM | -fsyntax-only) links=; break ;;
    -shared | -r | -nostdlib) is_program= ;;
    -static | -static-pie) is_static=1 ;;
  esac
  [[ $argument == -?* ]] || links=1
done
case @program@ in */.cpp-wrapped) links= ;; esac

if [ -n "$links" ]; then
  folders=() libraries=() files=()
  case @program@ in */.g++-wrapped) libraries+=(stdc++) ;; esac
  previous=
  for argument in "$@" "${link_flags[@]}"; do
    case $previous$argument in
      -L?*) folders+=("${argument#-L}") ;;
      -l?*) libraries+=("${argument#-l}") ;;
      /nix/store/*.so | /nix/store/*.so.*) files+=("$argument") ;;
    esac
    case $argument in -L | -l) previous=$argument ;; *) previous= ;; esac
  done
  # Who links a library of the store looks for it there when it runs.
  for library in "${libraries[@]}"; do
    for folder in "${folders[@]}" @own@ @glibc@; do
      [ ! -e "$folder/lib$library.so" ] || { files+=("$folder/lib$library.so"); break; }
    done
  done
  rpath=@glibc@
  if [ ${#files[@]} -gt 0 ]; then
    while IFS= read -r file; do
      folder=${file%/*}
      case $folder:$rpath: in
        @out@/* | *:"$folder":*) ;;
        /nix/store/*) rpath+=:$folder ;;
      esac
    done < <(@coreutils@/realpath -- "${files[@]}")
  fi
  arguments+=(-L@glibc@)
  if [ -z "$is_static" ]; then
    for argument in "${link_flags[@]}"; do arguments+=("-Wl,$argument"); done
    arguments+=("-Wl,-rpath,$rpath")
    [ -z "$is_program" ] || arguments+=(-Wl,-dynamic-linker,@loader@)
  else
    for argument in "${link_flags[@]}"; do case $argument in -L*) arguments+=("$argument") ;; esac; done
  fi
fi
exec @program@ "${arguments[@]}"'
