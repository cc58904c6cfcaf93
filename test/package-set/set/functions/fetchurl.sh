if [ -n "$downloadToTemp" ]; then downloadedFile=$TMPDIR/file; else downloadedFile=$out; fi
eval "curl_options=($curlOpts $curlOptsList)"
for address in $urls; do
  echo "trying $address"
  if curl --location --max-redirs 20 --retry 3 --fail --no-progress-meter --connect-timeout 15 \
    "${curl_options[@]}" --output "$downloadedFile" "$address"; then
    fetched=$address
    break
  fi
done
[ -n "${fetched-}" ] || { echo "error: cannot download ${name} from any mirror" >&2; exit 1; }
if [ -n "$executable" ]; then chmod +x "$downloadedFile"; fi
runHook postFetch
