import { at, DeclError, type Place } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { type State, scratch } from "../llb/vertex.ts";
import type { Gateway } from "./client.ts";
import { isNotFound } from "./gateway-error.ts";

/** Makes sure that an image has a shell to run `image.run` with. Builds the image up to there. Throws a DeclError. */
export async function requireShell(gateway: Gateway, image: State, place: Place | undefined): Promise<void> {
  try {
    if (image !== scratch) {
      await gateway.statFile(await gateway.solve(marshal(image)), "/bin/sh");
      return;
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  throw new DeclError({
    code: "no-shell",
    message: "image.run needs a shell, and there is no /bin/sh in the image",
    ...at(place),
    hint: "add pkgs.bash to environment.systemPackages, or set image.interactive",
  });
}
