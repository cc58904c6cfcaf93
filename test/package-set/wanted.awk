# From `apt-cache show`: package=version, sha256, and the file name with the characters that a store path may have.
/^Package: / { package = $2 }
/^Version: / { version = $2 }
/^Filename: / { n = split($2, parts, "/"); name = parts[n]; gsub(/[^0-9A-Za-z+._?=-]/, "-", name) }
/^SHA256: / { sha256 = $2 }
/^$/ && package { print package "=" version, sha256, name; package = "" }
END { if (package) print package "=" version, sha256, name }
