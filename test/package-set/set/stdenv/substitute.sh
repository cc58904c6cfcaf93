# Replacements in files.

# substitute FROM TO ARGUMENT…, where an argument is one of
#   --replace-fail OLD NEW, --replace-warn OLD NEW, --replace-quiet OLD NEW, --subst-var NAME, --subst-var-by NAME TEXT
substitute() {
  local from=$1 to=$2 text
  [ -f "$from" ] || { echo "substitute: there is no file $from" >&2; return 1; }
  IFS= read -r -d '' text <"$from" || true
  shift 2
  substitute_text "$from" "$@"
  # A file that cannot be written, a store path's copy, becomes a new one with the same mode.
  if [ "$from" != "$to" ] || [ -w "$to" ]; then
    printf %s "$text" >"$to"
  else
    printf %s "$text" >"$to.new"
    chmod --reference="$to" "$to.new"
    mv -f "$to.new" "$to"
  fi
}

substitute_text() { # substitute_text NAME ARGUMENT…: alters the variable `text`
  local name=$1 kind old new
  shift
  while [ $# -gt 0 ]; do
    kind=$1
    case $kind in
      --replace | --replace-fail | --replace-warn | --replace-quiet) old=$2 new=$3; shift 3 ;;
      --subst-var) old=@$2@ new=${!2}; shift 2 ;;
      --subst-var-by) old=@$2@ new=$3; shift 3 ;;
      *) echo "substitute: there is no option $kind" >&2; return 1 ;;
    esac
    if [[ $text != *"$old"* ]]; then
      case $kind in
        --replace-fail) echo "substitute: $name has no text $old" >&2; return 1 ;;
        --replace | --replace-warn) echo "substitute: warning: $name has no text $old" >&2 ;;
      esac
    fi
    text=${text//"$old"/"$new"}
  done
}

substituteInPlace() { # substituteInPlace FILE… ARGUMENT…
  local files=() file
  while [ $# -gt 0 ] && [[ $1 != --* ]]; do files+=("$1"); shift; done
  for file in "${files[@]}"; do substitute "$file" "$file" "$@"; done
}

substituteAll() { # substituteAll FROM TO: @NAME@ for every environment variable
  local name arguments=()
  for name in $(compgen -e); do
    if [[ $name =~ ^[a-z] ]]; then arguments+=(--subst-var "$name"); fi
  done
  substitute "$1" "$2" "${arguments[@]}"
}
substituteAllInPlace() { substituteAll "$1" "$1"; }
