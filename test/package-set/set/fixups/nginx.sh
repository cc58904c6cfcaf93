# nixpkgs's layout: the configuration in conf, the prefix is the store path, scratch files in /tmp.
before_patching() {
  local kind
  rm -rf "$out/share/vim" "$out/share/apport" "$out"/etc/nginx/{sites-*,modules-*,conf.d,snippets,proxy_params,win-utf}
  mv "$out/etc/nginx" "$out/conf"
  mv "$out/share/nginx/html" "$out/html"
  rm -rf "$out/etc" "$out/share" "$out/lib"
  cat >"$out/conf/nginx.conf" <<CONF
events {
}
http {
    include mime.types;
    server {
        listen 80;
        location / {
            root $out/html;
        }
    }
}
CONF
  # Counted strings: the new ones are exactly as long.
  for kind in body fastcgi proxy scgi uwsgi; do overwrite "$out/bin/nginx" "/var/lib/nginx/$kind" "/tmp/nginx-$kind-tmp"; done
}
after_patching() { wrap "$out/bin/nginx" -- -p "$out" -c "$out/conf/nginx.conf"; }
