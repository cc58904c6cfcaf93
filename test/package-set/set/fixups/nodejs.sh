before_patching() {
  local program
  for program in npm npx; do ln -s "../lib/node_modules/npm/bin/$program-cli.js" "$out/bin/$program"; chmod +x "$out/lib/node_modules/npm/bin/$program-cli.js"; done
}
