before_patching() { rename_db; }
rename_db() { local f; for f in "$out"/bin/*.db; do mv "$f" "${f%.db}"; done; }
