# With Debian's Python, --prefix means PREFIX/local and dist-packages. Here it means what it does elsewhere. pip's own CA bundle
# is there again, without which it does not even start.
before_patching() {
  local pip=$out/lib/python$pythonVersion/site-packages/pip
  grep -q 'return _PREFERRED_SCHEME_API("prefix")' "$pip/_internal/locations/_sysconfig.py"
  sed -i 's/return _PREFERRED_SCHEME_API("prefix")/return "posix_prefix"/' "$pip/_internal/locations/_sysconfig.py"
  cat "$out"/share/ca-certificates/mozilla/*.crt >"$pip/_vendor/certifi/cacert.pem"
  cat >"$pip/_vendor/certifi/core.py" <<PYTHON
from pathlib import Path


def where() -> str:
    return str(Path(__file__).with_name("cacert.pem"))


def contents() -> str:
    return Path(where()).read_text(encoding="ascii")
PYTHON
  rm -rf "$out/share" "$out/etc" "$out/bin/update-ca-certificates"
}
