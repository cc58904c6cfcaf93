# Python modules. `inputs` are what nixpkgs propagates: what they import. nixpkgs's python3 is 3.13, and so was that of
# Debian trixie: modules in C that are made for one version alone are from there.
builtins.listToAttrs (
  map
    (module: {
      name = "python3Packages.${module.name}";
      value = {
        namePrefix = "python3.13-";
        pname = module.name;
        out = module.deb or "python3-${module.name}";
        inherit (module) license;
        inputs = builtins.concatStringsSep " " ([ "python3" ] ++ map (name: "python3Packages.${name}") (module.imports or [ ]));
        wrapped = true;
      }
      // (if module ? private then { inherit (module) private; } else { })
      // (if module ? mainProgram then { inherit (module) mainProgram; } else { });
    })
    [
      { name = "attrs"; deb = "python3-attr"; license = "MIT"; }
      { name = "autocommand"; license = "LGPL-3.0-only"; }
      { name = "blinker"; license = "MIT"; }
      { name = "certifi"; license = "MPL-2.0"; }
      { name = "cffi"; deb = "trixie:python3-cffi-backend"; license = "MIT"; }
      { name = "chardet"; license = "LGPL-2.1-or-later"; }
      { name = "charset-normalizer"; deb = "trixie:python3-charset-normalizer"; license = "MIT"; }
      { name = "click"; license = "BSD-3-Clause"; }
      { name = "cryptography"; license = "Apache-2.0 OR BSD-3-Clause"; imports = [ "cffi" ]; }
      { name = "flask"; license = "BSD-3-Clause"; imports = [ "blinker" "click" "itsdangerous" "jinja2" "werkzeug" ]; mainProgram = "flask"; }
      { name = "gunicorn"; deb = "python3-gunicorn gunicorn"; license = "MIT"; imports = [ "packaging" ]; mainProgram = "gunicorn"; }
      { name = "idna"; license = "BSD-3-Clause"; }
      { name = "itsdangerous"; license = "BSD-3-Clause"; }
      { name = "jaraco-context"; deb = "python3-jaraco.context"; license = "MIT"; }
      { name = "jaraco-functools"; deb = "python3-jaraco.functools"; license = "MIT"; imports = [ "more-itertools" ]; }
      { name = "jinja2"; license = "BSD-3-Clause"; imports = [ "markupsafe" ]; }
      { name = "jsonschema"; license = "MIT"; imports = [ "attrs" "jsonschema-specifications" "referencing" "rpds-py" ]; }
      { name = "jsonschema-specifications"; license = "MIT"; imports = [ "referencing" ]; }
      { name = "lxml"; deb = "trixie:python3-lxml trixie:libxml2 trixie:libxslt1.1"; private = true; license = "BSD-3-Clause"; }
      { name = "markdown-it-py"; deb = "python3-markdown-it"; license = "MIT"; imports = [ "mdurl" ]; }
      { name = "markupsafe"; deb = "trixie:python3-markupsafe"; license = "BSD-3-Clause"; }
      { name = "mdurl"; license = "MIT"; }
      { name = "more-itertools"; license = "MIT"; }
      { name = "packaging"; license = "BSD-2-Clause OR Apache-2.0"; }
      { name = "pip"; deb = "python3-pip ca-certificates"; license = "MIT"; mainProgram = "pip"; }
      { name = "psutil"; license = "BSD-3-Clause"; }
      { name = "psycopg2"; deb = "trixie:python3-psycopg2"; license = "LGPL-3.0-or-later"; }
      { name = "pygments"; license = "BSD-2-Clause"; mainProgram = "pygmentize"; }
      { name = "python-dateutil"; deb = "python3-dateutil"; license = "Apache-2.0 AND BSD-3-Clause"; imports = [ "six" ]; }
      { name = "pyyaml"; deb = "trixie:python3-yaml"; license = "MIT"; }
      { name = "redis"; license = "MIT"; }
      { name = "referencing"; license = "MIT"; imports = [ "attrs" "rpds-py" ]; }
      { name = "requests"; license = "Apache-2.0"; imports = [ "certifi" "charset-normalizer" "idna" "urllib3" ]; }
      { name = "rich"; license = "MIT"; imports = [ "markdown-it-py" "pygments" ]; }
      { name = "rpds-py"; deb = "trixie:python3-rpds-py"; license = "MIT"; }
      { name = "setuptools"; license = "MIT"; imports = [ "autocommand" "jaraco-context" "jaraco-functools" "more-itertools" "packaging" "zipp" ]; }
      { name = "simplejson"; deb = "trixie:python3-simplejson"; license = "MIT"; }
      { name = "six"; license = "MIT"; }
      { name = "urllib3"; license = "MIT"; }
      { name = "werkzeug"; license = "BSD-3-Clause"; imports = [ "markupsafe" ]; }
      { name = "wheel"; license = "MIT"; imports = [ "packaging" ]; }
      { name = "zipp"; license = "MIT"; }
    ]
)
