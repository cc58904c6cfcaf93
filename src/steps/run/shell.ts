import type { Session } from "../../context/session.ts";
import { openState } from "../../context/tree.ts";
import type { State } from "../../llb/vertex.ts";
import { at, DeclError, type Place } from "../../text/diagnostic.ts";

/** Makes sure that an image has a shell to run `image.run` with. Builds the image up to there. Throws a DeclError. */
export async function requireShell(session: Session, image: State, place: Place | undefined): Promise<void> {
  if ((await openState(session, image).stat("/bin/sh")) !== undefined) return;
  throw new DeclError({
    code: "no-shell",
    message: "image.run needs a shell, and there is no /bin/sh in the image",
    ...at(place),
    hint: "add pkgs.bash to environment.systemPackages, or set image.interactive",
  });
}
