import type { Config } from "../lib/options.gen.d.ts";
import { userBesideRoot } from "../value/container-user.ts";

/**
 * What `warnings` takes where a program changes users itself and `image.user` leaves it without root. A unit that has a `User`
 * is told of by the services.
 *
 * @param option the module's, "services.cron"
 * @param reason what it needs root for
 */
export function needsRoot({ image }: Config, option: string, reason: string) {
  const user = userBesideRoot(image.user);
  if (user === undefined) return [];
  return [
    {
      message: `${option} needs root: ${reason}, and the container runs as ${user}, which image.user says`,
      hint: "leave image.user out: init then runs as root, and each service as its own User",
      about: [["image", "user"]],
    },
  ];
}
