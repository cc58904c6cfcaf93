import { placeholder } from "../../lib/placeholder.ts";

/** systemd's programs that scripts call, as small programs of an image's own (stand-ins.ts). */
export const STAND_INS = "/etc/decl/systemd";

const STORE_PATH = /\/nix\/store\/[0-9a-df-np-sv-z]{32}-[0-9A-Za-z+\-._?=]*[0-9A-Za-z+\-_=]/g;

/** Where scripts find it on a machine with NixOS. */
const OF_MACHINE = /\/run\/current-system\/(?:systemd|sw(?=\/bin\/(?:systemctl|journalctl|systemd-)))(?=\/)/g;

const isSystemd = (path: string): boolean => /^.{44}systemd-(?:minimal-)?\d/.test(path);

/** A text of NixOS's in which store paths are packages, so that they get into the image. systemd does not. */
export function withStorePaths(text: string): string {
  return text
    .replace(OF_MACHINE, STAND_INS)
    .replace(STORE_PATH, (path) => (isSystemd(path) ? STAND_INS : placeholder(path)));
}
