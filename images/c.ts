// syntax=decl/frontend
import { build, context, image } from "decl";

/**
 * A program in C with a library. The image has the library, and neither its headers nor the compiler.
 *
 *   docker run --rm -i c <README.md
 */
export default image(({ pkgs }) => {
  const app = build({
    name: "app",
    src: context("./c"),
    packages: [pkgs.gcc, pkgs.gnumake, pkgs.zlib, pkgs.zlib.dev],
    // -rpath is where the library is when the program runs. -s leaves out what -g has noted for debuggers: it names the
    // folders of all headers, and what a program names is in the image.
    script: `make install PREFIX=$out LDFLAGS="-s -Wl,-rpath,${pkgs.zlib}/lib"`,
  });

  return { image: { name: "c", user: "65534:65534", entrypoint: [`${app}/bin/squeeze`] } };
});
