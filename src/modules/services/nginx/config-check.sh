# Reads messages of nginx, as nginx 1.30.6 writes them. It is not in src/reasons since it runs with the image's programs alone
# and reacts to each message. test/modules/services/nginx-check.test.ts has all of them. (These lines are not in the command.)

conf=/etc/nginx/nginx.conf
mounts=(@mounts@)
@mkdir@ -p /run/nginx /var/log/nginx /var/cache/nginx
mapfile -t lines <$conf

# TLS files that are not there: without a certificate a server may still refuse every handshake.
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

# stand_in HOST LINE: an address of this machine for the host, in that line or, where a directive goes over several, in one above.
# A host is a word of its own, or stands behind a scheme or before a port; what is only spelt like it stays.
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
  said=$(@nginx@ -t -c $conf 2>&1)
  status=$?
  # What comes after the syntax, ports and log files, is the container's.
  [[ $said != *"syntax is ok"* ]] || exit 0
  if [[ $said =~ host\ not\ found\ in\ [^\"]*\"([^\":/]+).*\ in\ ([^ ]+):([0-9]+) ]]; then
    [[ ${BASH_REMATCH[2]} != "$conf" ]] || ! stand_in "${BASH_REMATCH[1]}" $((BASH_REMATCH[3] - 1)) || continue
    echo "not checked further: $said"
    exit 0
  fi
  # The user that this nginx was built for; the service runs as its own.
  if [[ $said =~ get(pwnam|grnam)\(\"([^\"]+)\"\) && $said != *" in $conf:"* ]] && ((tries++ < 4)); then
    echo "${BASH_REMATCH[2]}:x:65533:65533::/:" >>/etc/passwd
    echo "${BASH_REMATCH[2]}:x:65533:" >>/etc/group
    continue
  fi
  if [[ $said =~ \"(/[^\"]+)\" && ! -e ${BASH_REMATCH[1]} ]]; then
    for mount in "${mounts[@]}"; do
      [[ ${BASH_REMATCH[1]} != "$mount"/* ]] || { echo "not checked further: $said"; exit 0; }
    done
  fi
  while IFS= read -r line; do
    # Without the time and the process, of which there is only this one.
    [[ ! $line =~ ^[0-9/]+\ [0-9:]+\ (\[[a-z]+\])\ [0-9#]+:\ (.*) ]] || line="nginx: ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
    echo "$line"
  done <<<"$said"
  exit $status
done
