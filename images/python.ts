// syntax=decl/frontend
import { build, context, image } from "decl";

/**
 * A program in Python, with what its requirements file says.
 *
 *   docker run --rm -p 8000:8000 python
 *   curl http://localhost:8000/?name=you
 */
export default image(({ pkgs }) => {
  const app = build({
    name: "app",
    src: context("./python"),
    // What it requires lies beside it. Of PyPI it wants packages: [pkgs.python3, pkgs.python3Packages.pip, pkgs.cacert],
    // network: true and cache: ["/root/.cache/pip"], and neither --no-index nor --no-build-isolation.
    packages: [pkgs.python3, pkgs.python3Packages.pip, pkgs.python3Packages.setuptools, pkgs.python3Packages.wheel],
    // --ignore-installed: what pip finds in its own packages is not in the image.
    script: `
      python3 -m pip install --prefix $out --no-index --no-build-isolation --ignore-installed -r requirements.txt
      cp app.py $out
      ln -s $out/lib/python3*/site-packages $out/modules
    `,
  });

  return {
    image: { name: "python", user: "65534:65534", exposedPorts: { "8000/tcp": {} } },

    systemd: {
      services: {
        app: {
          environment: { PYTHONPATH: `${app}/modules` },
          serviceConfig: { ExecStart: `${pkgs.python3}/bin/python3 ${app}/app.py` },
        },
      },
    },
  };
});
