# As in a virtual environment, pyvenv.cfg beside bin makes this folder the prefix of the Python that is started in it, and
# so the modules are found in its site-packages. Programs of the modules start that Python.
printf 'home = %s/bin\ninclude-system-site-packages = false\n' "$python" >"$out/pyvenv.cfg"
if [ -L "$out/bin" ]; then unfold "$out/bin"; fi
mkdir -p "$out/bin"
for program in "$out"/bin/.*-wrapped "$out"/bin/*; do
  [ -f "$program" ] || continue
  hidden=$(realpath "$program")
  name=${program##*/}
  if [[ $name == .*-wrapped ]]; then
    rm "$program"
    name=${name#.} name=${name%-wrapped}
    rm -f "$out/bin/$name"
  fi
  IFS= read -r line 2>/dev/null <"$hidden" || true
  if [[ $line == "#!$python/bin/"* ]]; then
    rm -f "$out/bin/$name"
    sed "1s@$python@$out@" "$hidden" >"$out/bin/$name"
    chmod 755 "$out/bin/$name"
  fi
done
for program in "$python"/bin/*; do ln -sfn "$program" "$out/bin/"; done
