// syntax=decl/frontend
import { build, context, image } from "decl";

/**
 * A static program in Go, and nothing but it: no shell, no libc.
 *
 *   docker run --rm -p 8000:8000 go
 *   curl http://localhost:8000/?name=you
 */
export default image(({ pkgs }) => {
  const app = build({
    name: "app",
    src: context("./go"),
    // It requires no modules. Those of a proxy want packages: [pkgs.go, pkgs.cacert], network: true and "/root/go" in
    // the cache.
    packages: [pkgs.go],
    cache: ["/root/.cache/go-build"],
    env: { CGO_ENABLED: "0" },
    // -trimpath leaves out where the sources of Go's library are: what a program names is in the image.
    script: "go build -trimpath -o $out/bin/app .",
  });

  // To ask others over TLS, it also wants environment: { systemPackages: [pkgs.cacert] }.
  return {
    image: { name: "go", user: "65534:65534", exposedPorts: { "8000/tcp": {} }, entrypoint: [`${app}/bin/app`] },
  };
});
