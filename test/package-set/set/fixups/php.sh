before_patching() {
  local extension folder scan="$out/etc/php.d"
  mv "$out/bin/php8.4" "$out/bin/php"
  mv "$out/bin/php-fpm8.4" "$out/bin/php-fpm"
  rm -rf "$out/etc" "$out/lib/systemd" "$out/lib/tmpfiles.d" "$out"/bin/{phpenmod,phpdismod,phpquery,phar*}
  mkdir -p "$scan"
  folder=$(echo "$out"/lib/php/20*) # named after the interface of extensions
  echo "extension_dir=$folder" >"$scan/10-folder.ini"
  for extension in "$folder"/*.so; do
    extension=${extension##*/}
    case $extension in
      opcache.so) echo "zend_extension=$extension" >"$scan/20-opcache.ini" ;;
      # These two want what others define.
      xsl.so | xmlreader.so | xmlwriter.so | pdo_*) echo "extension=$extension" >"$scan/40-${extension%.so}.ini" ;;
      *) echo "extension=$extension" >"$scan/30-${extension%.so}.ini" ;;
    esac
  done
}
after_patching() {
  local program
  for program in php php-fpm; do wrap "$out/bin/$program" "PHP_INI_SCAN_DIR+=$out/etc/php.d"; done
}
