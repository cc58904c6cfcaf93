# Files from the network: fixed-output derivations, made by curl.
final:
let
  inherit (final) lib;
  # hash = "sha256-…" says its algorithm, sha256 = "…" may not.
  hashOf =
    args:
    if args ? hash then
      { outputHash = args.hash; }
    else if args ? outputHash then
      {
        inherit (args) outputHash;
        outputHashAlgo = args.outputHashAlgo or null;
      }
    else
      lib.findFirst (found: found != null) (throw "fetchurl: there is no hash") (
        map
          (
            algorithm:
            if args ? ${algorithm} then
              {
                outputHash = if args.${algorithm} == "" then lib.fakeHash else args.${algorithm};
                outputHashAlgo = if args.${algorithm} == "" then null else algorithm;
              }
            else
              null
          )
          [
            "sha256"
            "sha512"
            "sha1"
            "md5"
          ]
      );

  # What is left of an address: https://example.org/a/hello.tar.gz?x=1 is hello.tar.gz
  fileName = url: builtins.head (builtins.match ".*/([^/?#]+)[/]?([?#].*)?" url);
  firstOf = url: urls: if urls != [ ] then builtins.head urls else url;
in
{
  fetchurl = lib.makeOverridable (
    args@{
      url ? "",
      urls ? [ ],
      pname ? null,
      version ? null,
      name ? if pname != null then "${pname}-${version}" else "",
      executable ? false,
      recursiveHash ? false,
      downloadToTemp ? false,
      postFetch ? "",
      curlOpts ? "",
      curlOptsList ? [ ],
      nativeBuildInputs ? [ ],
      netrcPhase ? null,
      netrcImpureEnvVars ? [ ],
      meta ? { },
      passthru ? { },
      ...
    }:
    let
      addresses = lib.toList (if urls != [ ] then urls else url);
    in
    final.stdenvNoCC.mkDerivation (
      hashOf args
      // {
        name = if name != "" then name else fileName (builtins.head addresses);
        urls = addresses;
        outputHashMode = if recursiveHash || executable then "recursive" else "flat";
        inherit
          executable
          downloadToTemp
          postFetch
          curlOpts
          ;
        curlOptsList = lib.escapeShellArgs curlOptsList;
        nativeBuildInputs = [ final.curl ] ++ nativeBuildInputs;
        SSL_CERT_FILE = "${final.cacert}/etc/ssl/certs/ca-bundle.crt";
        impureEnvVars = [
          "http_proxy"
          "https_proxy"
          "ftp_proxy"
          "all_proxy"
          "no_proxy"
        ]
        ++ netrcImpureEnvVars;
        preferLocalBuild = true;
        buildCommand = (lib.optionalString (netrcPhase != null) netrcPhase) + builtins.readFile ./fetchurl.sh;
        inherit meta;
        passthru = {
          url = builtins.head addresses;
        }
        // passthru;
      }
    )
  );

  # An archive unpacked.
  fetchzip = lib.makeOverridable (
    args@{
      url ? "",
      urls ? [ ],
      name ? "source",
      stripRoot ? true,
      extension ? null,
      postFetch ? "",
      nativeBuildInputs ? [ ],
      ...
    }:
    final.fetchurl (
      removeAttrs args [
        "stripRoot"
        "extension"
      ]
      // {
        inherit name;
        recursiveHash = true;
        downloadToTemp = true;
        nativeBuildInputs = [ final.unzip ] ++ nativeBuildInputs;
        postFetch = ''
          strip_root=${lib.optionalString stripRoot "1"}
          archive=$TMPDIR/${if extension != null then "download.${extension}" else fileName (firstOf url urls)}
          ${builtins.readFile ./fetchzip.sh}
          ${postFetch}
        '';
      }
    )
  );

  fetchFromGitHub = lib.makeOverridable (
    args@{
      owner,
      repo,
      rev ? null,
      tag ? null,
      name ? "source",
      githubBase ? "github.com",
      passthru ? { },
      ...
    }:
    let
      revision = if tag != null then "refs/tags/${tag}" else rev;
    in
    final.fetchzip (
      removeAttrs args [
        "owner"
        "repo"
        "rev"
        "tag"
        "githubBase"
      ]
      // {
        inherit name;
        url = "https://${githubBase}/${owner}/${repo}/archive/${revision}.tar.gz";
        passthru = {
          inherit
            owner
            repo
            rev
            tag
            ;
        }
        // passthru;
      }
    )
  );
}
