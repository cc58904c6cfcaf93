import { module } from "decl";

/** What the image needs for what it runs. */
export default module(({ pkgs, config, lib }) => ({
  environment: { systemPackages: [pkgs.coreutils, ...lib.optionals(config.image.interactive, [pkgs.hello])] },
  image: { labels: { greetings: lib.attrNames(config.greetings).join(" ") } },
}));
