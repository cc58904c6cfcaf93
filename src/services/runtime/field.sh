# field FILE NAME, sourced: prints what a file such as /etc/os-release says of NAME, without quotes; nothing if it does not.
[[ -r $1 ]] && while IFS= read -r decl_field || [[ -n $decl_field ]]; do
  [[ $decl_field = "$2="* ]] || continue
  decl_field=${decl_field#*=}
  # os-release(5): quotes around the whole, and a backslash before what is special in a shell.
  case $decl_field in \"*\" | \'*\') decl_field=${decl_field:1:-1} ;; esac
  [[ $decl_field != *\\* ]] || IFS= read decl_field <<<"$decl_field"
  printf '%s\n' "$decl_field"
  break
done <"$1"
