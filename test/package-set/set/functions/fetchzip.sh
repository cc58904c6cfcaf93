mv "$downloadedFile" "$archive"
mkdir "$TMPDIR/unpack"
cd "$TMPDIR/unpack"
unpackFile "$archive"
cd "$TMPDIR"
chmod -R u+w unpack
if [ -n "$strip_root" ]; then
  entries=(unpack/*)
  if [ ${#entries[@]} != 1 ]; then
    echo "fetchzip: the archive has ${#entries[@]} entries and not one folder: stripRoot = false takes all" >&2
    exit 1
  fi
  mv "${entries[0]}" "$out"
else
  mv unpack "$out"
fi
