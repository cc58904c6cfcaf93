# makeWrapper PROGRAM WRAPPER ARGUMENT…: a shell script that starts PROGRAM in another environment.
#   --set NAME TEXT, --set-default NAME TEXT, --unset NAME, --chdir FOLDER, --run COMMAND, --argv0 NAME, --inherit-argv0
#   --prefix NAME SEPARATOR TEXT, --suffix NAME SEPARATOR TEXT
#   --add-flags WORDS, --append-flags WORDS (shell words), --add-flag WORD, --append-flag WORD
makeWrapper() {
  local program=$1 wrapper=$2 lines='' before='' after='' argv0='"$0"'
  [ -x "$program" ] || { echo "makeWrapper: there is no program $program" >&2; return 1; }
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      --set) lines+="export $2=${3@Q}"$'\n'; shift 3 ;;
      --set-default) lines+="export $2=\${$2-${3@Q}}"$'\n'; shift 3 ;;
      --unset) lines+="unset $2"$'\n'; shift 2 ;;
      --chdir) lines+="cd ${2@Q}"$'\n'; shift 2 ;;
      --run) lines+="$2"$'\n'; shift 2 ;;
      --prefix) lines+="export $2=${4@Q}\${$2:+${3@Q}\$$2}"$'\n'; shift 4 ;;
      --suffix) lines+="export $2=\${$2:+\$$2${3@Q}}${4@Q}"$'\n'; shift 4 ;;
      --add-flags) before+=" $2"; shift 2 ;;
      --add-flag) before+=" ${2@Q}"; shift 2 ;;
      --append-flags) after+=" $2"; shift 2 ;;
      --append-flag) after+=" ${2@Q}"; shift 2 ;;
      --argv0) argv0=${2@Q}; shift 2 ;;
      --inherit-argv0 | --resolve-argv0) shift ;;
      *) echo "makeWrapper: there is no option $1" >&2; return 1 ;;
    esac
  done
  mkdir -p "$(dirname "$wrapper")"
  printf '#!%s -e\n%sexec -a %s %q%s "$@"%s\n' "$SHELL" "$lines" "$argv0" "$program" "$before" "$after" >"$wrapper"
  chmod 755 "$wrapper"
}
makeShellWrapper() { makeWrapper "$@"; }

wrapProgram() { # wrapProgram PROGRAM ARGUMENT…: PROGRAM becomes .PROGRAM-wrapped, and a wrapper takes its place
  local program=$1 hidden=${1%/*}/.${1##*/}-wrapped
  shift
  while [ -e "$hidden" ]; do hidden+=_; done
  mv "$program" "$hidden"
  makeWrapper "$hidden" "$program" --inherit-argv0 "$@"
}
wrapProgramShell() { wrapProgram "$@"; }
