/** The bash functions of the boot script, by name. MODE, USER and GROUP are those of a line, as numbers; "-" is none. */
export const BOOT_FUNCTIONS = {
  base: `
complain() {
  echo "tmpfiles: $*" >&2
  return 1
}

# must LINE…: a line that fails makes all fail; may LINE…: it does not
must() { "$@" || failed=1; }
may() { "$@" || :; }

# each PATTERN FUNCTION ARGUMENTS…: the function for every path that matches
each() {
  local pattern=$1 function=$2 path result=0 IFS=
  shift 2
  for path in $pattern; do
    [[ ! -e $path && ! -L $path ]] || "$function" "$path" "$@" || result=1
  done
  return "$result"
}

# parents PATH: the folders above it
parents() {
  local folder=\${1%/*}
  [[ -z $folder || -d $folder ]] && return
  message=$(mkdir -p -m 755 "$folder" 2>&1) || complain "$1: \${message#mkdir: }"
}

# adjust PATH MODE USER GROUP [new]: mode and owner; ":" before a value means only when it is new, "~" no more than it has
adjust() {
  local path=$1 mode=$2 user=$3 group=$4 is_new=\${5-} now result=0
  [[ $mode != *:* || -n $is_new ]] || mode=-
  [[ $user != :* || -n $is_new ]] || user=-
  [[ $group != :* || -n $is_new ]] || group=-
  mode=\${mode//:/} user=\${user#:} group=\${group#:}
  IFS=' ' read -r -a now <<<"$(stat -c '%u %g %a %F' "$path")"
  [[ $user != - ]] || user=\${now[0]}
  [[ $group != - ]] || group=\${now[1]}
  if [[ $user:$group != "\${now[0]}:\${now[1]}" ]]; then
    if ((EUID == 0)); then
      message=$(chown -h "$user:$group" "$path" 2>&1) || complain "$path: \${message#chown: }" || return
      is_new=\${is_new:-owned} # that took set-id bits away
    else
      foreign+=("$path ($user:$group)")
      result=1
      [[ -O $path ]] || return "$result"
    fi
  elif [[ $mode == - ]]; then
    return 0
  fi
  [[ $mode != - && ! -L $path ]] || return "$result"
  if [[ $mode == *~* && $is_new != new ]]; then
    mode=$((8#\${mode#"~"}))
    ((8#\${now[2]} & 8#111)) || mode=$((mode & ~8#111))
    ((8#\${now[2]} & 8#222)) || mode=$((mode & ~8#222))
    ((8#\${now[2]} & 8#444)) || mode=$((mode & ~8#444))
    [[ -d $path ]] || mode=$((mode & 8#777))
    printf -v mode %o "$mode"
  fi
  mode=\${mode#"~"}
  [[ -n $is_new ]] || ((8#$mode != 8#\${now[2]})) || return "$result"
  # Five digits: chmod keeps the set-id bits of folders otherwise.
  printf -v mode '%05o' "$((8#$mode))"
  message=$(chmod "$mode" "$path" 2>&1) || complain "$path: \${message#chmod: }" || return
  return "$result"
}`,
  directory: `
directory() { # PATH MODE USER GROUP
  local is_new=
  if [[ ! -d $1 || -L $1 ]]; then
    [[ ! -e $1 && ! -L $1 ]] || complain "$1 is there, and is no folder" || return
    parents "$1" || return
    message=$(mkdir -m 700 "$1" 2>&1) || complain "$1: \${message#mkdir: }" || return
    is_new=new
  fi
  adjust "$@" $is_new
}`,
  empty: `
empty() { # PATH: what is in the folder goes
  [[ -d $1 && ! -L $1 ]] || return 0
  message=$(find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} + 2>&1) || complain "$1: \${message#rm: }"
}`,
  existing: `
existing() { # PATH MODE USER GROUP: a folder that is there
  [[ ! -d $1 || -L $1 ]] || adjust "$@"
}`,
  file: `
file() { # PATH MODE USER GROUP TEXT
  local is_new=
  if [[ -e $1 || -L $1 ]]; then
    [[ -f $1 && ! -L $1 ]] || complain "$1 is there, and is no file" || return
  else
    parents "$1" || return
    (umask 077 && printf %b "$5" >"$1") 2>/dev/null || complain "$1: cannot be written" || return
    is_new=new
  fi
  adjust "$1" "$2" "$3" "$4" $is_new
}`,
  contents: `
contents() { # PATH MODE USER GROUP TEXT: a file, written anew if it is there
  if [[ -f $1 && ! -L $1 ]]; then
    { printf %b "$5" >"$1"; } 2>/dev/null || complain "$1: cannot be written" || return
  fi
  file "$@"
}`,
  write: `
write() { # PATH TEXT: over the beginning of what is there
  { printf %b "$2" 1<>"$1"; } 2>/dev/null || complain "$1: cannot be written"
}`,
  append: `
append() { # PATH TEXT
  { printf %b "$2" >>"$1"; } 2>/dev/null || complain "$1: cannot be written"
}`,
  fifo: `
fifo() { # PATH MODE USER GROUP
  local is_new=
  if [[ ! -p $1 || -L $1 ]]; then
    [[ ! -e $1 && ! -L $1 ]] || complain "$1 is there, and is no pipe" || return
    parents "$1" || return
    message=$(mkfifo -m 600 "$1" 2>&1) || complain "$1: \${message#mkfifo: }" || return
    is_new=new
  fi
  adjust "$@" $is_new
}`,
  symlink: `
symlink() { # PATH MODE USER GROUP TARGET: what is there already stays
  if [[ ! -e $1 && ! -L $1 ]]; then
    parents "$1" || return
    message=$(ln -s -- "$5" "$1" 2>&1) || complain "$1: \${message#ln: }" || return
  fi
  [[ ! -L $1 ]] || adjust "$1" - "$3" "$4" new
}`,
  copy: `
copy() { # PATH MODE USER GROUP SOURCE: to where nothing is, or an empty folder
  local user=\${3#:} group=\${4#:}
  if [[ -d $1 && ! -L $1 && -d $5 && -z $(find "$1" -mindepth 1 -maxdepth 1 -print -quit) ]]; then
    message=$(cp -a -- "$5/." "$1/" 2>&1) || complain "$1: \${message#cp: }" || return
  elif [[ ! -e $1 && ! -L $1 ]]; then
    parents "$1" || return
    message=$(cp -a -- "$5" "$1" 2>&1) || complain "$1: \${message#cp: }" || return
  else
    adjust "$1" "$2" "$3" "$4"
    return
  fi
  ((EUID != 0)) || [[ $user == - ]] || chown -hR "$user" "$1" || return
  ((EUID != 0)) || [[ $group == - ]] || chgrp -hR "$group" "$1" || return
  adjust "$1" "$2" "$3" "$4" new
}`,
  remove: `
remove() { # PATH: a file or an empty folder
  if [[ -d $1 && ! -L $1 ]]; then
    message=$(rmdir "$1" 2>&1) || complain "$1: \${message#rmdir: }"
  else
    message=$(rm -f -- "$1" 2>&1) || complain "$1: \${message#rm: }"
  fi
}`,
  remove_all: `
remove_all() { # PATH
  message=$(rm -rf -- "$1" 2>&1) || complain "$1: \${message#rm: }"
}`,
  adjust_all: `
adjust_all() { # PATH MODE USER GROUP: with all that is below
  local path result=0
  while IFS= read -r -d '' path; do
    adjust "$path" "$2" "$3" "$4" || result=1
  done < <(find "$1" -print0)
  return "$result"
}`,
  make_way: `
make_way() { # TEST PATH: what is there goes, unless TEST (-d, -f, …) says it is right; above it only folders stay
  local folder= part rest=\${2#/}
  while [[ $rest == */* ]]; do
    part=\${rest%%/*} rest=\${rest#*/}
    folder=$folder/$part
    [[ -d $folder || ! -e $folder && ! -L $folder ]] || remove_all "$folder" || return
  done
  [[ ! -e $2 && ! -L $2 ]] || { [[ $1 == -L || ! -L $2 ]] && test "$1" "$2"; } || remove_all "$2"
}`,
} as const;

export type BootFunction = keyof typeof BOOT_FUNCTIONS;
