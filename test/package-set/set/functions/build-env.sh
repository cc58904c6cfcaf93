# link_tree FROM TO: what FROM has appears in TO. A link to a folder becomes a folder of links as soon as a second path
# has one of that name.
shopt -s nullglob dotglob
declare -A priority_of=() # of the file or folder that a link stands for
link_tree() {
  local entry target other
  for entry in "$1"/*; do
    target=$2/${entry##*/}
    case ${entry#"$source"} in
      /nix-support | /nix-support/* | /share/info/dir | /lib/perl5/*/perllocal.pod) continue ;;
    esac
    if [ ! -e "$target" ] && [ ! -L "$target" ]; then
      ln -s "$entry" "$target"
      priority_of[$target]=$priority
    elif [ -d "$entry" ] && [ -d "$target" ]; then
      if [ -L "$target" ]; then
        other=$(readlink "$target")
        [ "$(realpath "$other")" != "$(realpath "$entry")" ] || continue
        unfold "$target"
      fi
      link_tree "$entry" "$target"
    elif [ "${priority_of[$target]-}" = "$priority" ] && [ -z "$ignoreCollisions" ] &&
      ! { [ -n "$checkCollisionContents" ] && [ -f "$entry" ] && [ -f "$target" ] && cmp -s "$entry" "$target"; }; then
      echo "buildEnv: $entry and $(readlink "$target") are two files of one name" >&2
      return 1
    fi
  done
}

unfold() { # unfold LINK: a folder of links in place of a link to a folder
  local other entry
  other=$(readlink "$1")
  rm "$1"
  mkdir "$1"
  for entry in "$other"/*; do
    ln -s "$entry" "$1/"
    priority_of[$1/${entry##*/}]=${priority_of[$1]}
  done
}

mkdir -p "$out$extraPrefix"
while read -r priority source; do
  for folder in $pathsToLink; do
    folder=${folder#/}
    [ -d "$source/$folder" ] || continue
    mkdir -p "$out$extraPrefix/$folder"
    link_tree "$source${folder:+/$folder}" "$out$extraPrefix${folder:+/$folder}"
  done
done < <(sort -s -n -k 1,1 "$sourcesPath")
shopt -u nullglob dotglob
