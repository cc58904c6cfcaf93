# The tools call each other by names in /usr. By the last part of the name they search PATH, as execline's do.
before_patching() {
  overwrite "$bin/bin/s6-svscan" /usr/bin/s6-supervise s6-supervise
  overwrite "$bin/bin/s6-svc" /usr/bin/s6-svwait s6-svwait
  overwrite "$bin/bin/s6-svc" /usr/bin/s6-svlisten s6-svlisten
  overwrite "$bin/bin/s6-setuidgid" /usr/bin/s6-applyuidgid s6-applyuidgid
  local program
  for program in s6-log s6-notifyoncheck; do overwrite "$bin/bin/$program" /usr/lib/execline/bin/execlineb execlineb; done
}
