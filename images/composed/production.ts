import { lib, module } from "decl";

/** Imported only where `--build-arg STAGE=production` is given; what it says wins over the other modules. */
export default module({
  greetings: { world: { text: lib.mkForce("Welcome.") } },
  image: { user: lib.mkDefault("nobody") },
});
