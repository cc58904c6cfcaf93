# What Debian's binaries want and nixpkgs has nothing of: attributes of `debian`, which no declaration names.
{
  "debian.curl-gnutls" = {
    # For git.
    pname = "curl-gnutls";
    out = "libcurl3t64-gnutls libcurl4-gnutls";
    license = "curl";
  };
  "debian.opentracing-cpp" = {
    pname = "opentracing-cpp";
    out = "libopentracing1 libopentracing-c-wrapper0t64";
    license = "Apache-2.0";
  };
  "debian.wtmpdb" = {
    pname = "wtmpdb";
    out = "libwtmpdb0";
    license = "BSD-2-Clause";
  };
}
