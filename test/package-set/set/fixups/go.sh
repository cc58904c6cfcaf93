# The go program takes the folder that it lies in for GOROOT. Tests are a quarter of the sources.
before_patching() {
  local root=$out/share/go
  mv "$out"/share/go-* "$root"
  mv "$out"/lib/go-*/{bin,VERSION,go.env} "$root/"
  mv "$out"/lib/go-*/pkg/tool "$root/pkg/"
  rm -r "$out/lib" # The rest of it is links.
  find "$root/src" \( -name '*_test.go' -o -name testdata \) -prune -exec rm -r {} +
  mkdir -p "$out/bin"
  ln -s ../share/go/bin/go ../share/go/bin/gofmt "$out/bin/"
}
# Its own linker gives a program with cgo the dynamic linker of the C compiler, which finds libc only where it is told to.
after_patching() {
  local link
  for link in "$out"/share/go/pkg/tool/*/link; do wrap "$link" -- -r "${loader%/*}"; done
}
