# shellcheck shell=bash
# What the other scripts stand on. Sourced, with PROJECT and SCRIPTS set.

install_dependencies() { # install_dependencies [ci]: npm's packages, when the lock file changed since they were installed.
  local stamp="$PROJECT/node_modules/.decl-lock"
  if ! cmp -s "$PROJECT/package-lock.json" "$stamp"; then
    say "installing npm packages"
    # `npm ci` takes exactly what the lock file has; `install` does too where a registry lacks an optional package of another platform.
    (cd "$PROJECT" && npm "${1-install}" --no-progress --loglevel=error >&2)
    cp "$PROJECT/package-lock.json" "$stamp"
  fi
  PATH="$PROJECT/node_modules/.bin:$PATH" # Node 24 is one of the packages
}

build_bundle() {
  say "bundling"
  (cd "$PROJECT" && npm run --silent build >/dev/null)
}
