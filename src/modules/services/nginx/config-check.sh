# Reads messages of nginx, as written by nginx 1.30.6. It is not in src/reasons since it runs with the image's programs
# alone and reacts to each message. test/modules/services/nginx-check.test.ts has all of them.
conf=/etc/nginx/nginx.conf
mounts=(@mounts@)
@mkdir@ -p /run/nginx /var/log/nginx /var/cache/nginx
mapfile -t lines <$conf

# TLS files may be missing here: their directives are taken out, and a server without a certificate refuses handshakes instead.
last=
for i in "${!lines[@]}"; do
  [[ ${lines[i]} =~ ^[[:space:]]*(ssl_[a-z_]+)[[:space:]]+\"?(/[^\";]+)\"?\; ]] || continue
  directive=${BASH_REMATCH[1]} file=${BASH_REMATCH[2]}
  [[ $directive != ssl_certificate ]] || last=$i
  [[ ! -e $file ]] || continue
  lines[i]=
  case $directive in
    ssl_certificate | ssl_certificate_key) [[ -z $last ]] || lines[last]="ssl_reject_handshake on;" ;;
  esac
done

# stand_in HOST LINE: replaces the host by an address of this machine, in that line, or in one above if the directive has several lines.
# A host is a word of its own, with or without a scheme before it and a port after it. The same letters elsewhere are not replaced.
stand_in() {
  local i
  [[ -n ${hosts[$1]-} ]] || hosts[$1]=127.1.$((${#hosts[@]} >> 8)).$((${#hosts[@]} & 255))
  for ((i = $2; i >= 0; i--)); do
    [[ ${lines[i]} =~ ^((.*([[:space:]\"\'=]|://))?)"$1"(([[:space:]\"\'\;,{}/?]|:[^/]).*)?$ ]] || continue
    lines[i]=${BASH_REMATCH[1]}${hosts[$1]}${BASH_REMATCH[4]}
    return 0
  done
  return 1
}

declare -A hosts=()
tries=0
while printf '%s\n' "${lines[@]}" >$conf; do
  output=$(@nginx@ -t -c $conf 2>&1)
  status=$?
  # After the syntax nginx checks ports and log files, which only a container has.
  [[ $output != *"syntax is ok"* ]] || exit 0
  if [[ $output =~ host\ not\ found\ in\ [^\"]*\"([^\":/]+).*\ in\ ([^ ]+):([0-9]+) ]]; then
    [[ ${BASH_REMATCH[2]} != "$conf" ]] || ! stand_in "${BASH_REMATCH[1]}" $((BASH_REMATCH[3] - 1)) || continue
    echo "not checked further: $output"
    exit 0
  fi
  # The user and group that this nginx was built with are added, since the service runs as a user of its own.
  if [[ $output =~ get(pwnam|grnam)\(\"([^\"]+)\"\) && $output != *" in $conf:"* ]] && ((tries++ < 4)); then
    echo "${BASH_REMATCH[2]}:x:65533:65533::/:" >>/etc/passwd
    echo "${BASH_REMATCH[2]}:x:65533:" >>/etc/group
    continue
  fi
  if [[ $output =~ \"(/[^\"]+)\" && ! -e ${BASH_REMATCH[1]} ]]; then
    for mount in "${mounts[@]}"; do
      [[ ${BASH_REMATCH[1]} != "$mount"/* ]] || { echo "not checked further: $output"; exit 0; }
    done
  fi
  while IFS= read -r line; do
    # Once nginx has opened its log, lines begin with a time and a process id, which are left out.
    [[ ! $line =~ ^[0-9/]+\ [0-9:]+\ (\[[a-z]+\])\ [0-9#]+:\ (.*) ]] || line="nginx: ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
    echo "$line"
  done <<<"$output"
  exit $status
done
