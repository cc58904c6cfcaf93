import { isIPv4, isIPv6 } from "node:net";
import { UnitSyntaxError } from "../word-syntax.ts";
import type { Address } from "./socket.ts";

/** What the kernel has room for (unix(7)), without the NUL. */
const LONGEST_PATH = 107;

/**
 * ListenStream= and its like: `/run/web.sock`, `@name`, `8080`, `127.0.0.1:8080`, `[::1]:8080`.
 *
 * @throws UnitSyntaxError
 */
export function parseAddress(text: string): Address {
  if (/^[/@]/.test(text)) {
    if (Buffer.byteLength(text) > LONGEST_PATH)
      throw new UnitSyntaxError(
        `"${text}" is longer than the ${LONGEST_PATH} bytes that the path of a socket may have`,
      );
    if (text === "/" || text === "@") throw new UnitSyntaxError(`"${text}" has no name for the socket`);
    return { path: text };
  }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]:|([^:]*):)?(\d+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (
    digits === undefined ||
    (bracketed !== undefined && !isIPv6(bracketed)) ||
    (plain !== undefined && !isIPv4(plain))
  )
    throw new UnitSyntaxError(
      `"${text}" is no address to listen at: an absolute path, @NAME, PORT, IPV4:PORT or [IPV6]:PORT`,
    );
  if (bracketed?.includes("%") === true)
    throw new UnitSyntaxError(`"${text}" names a network interface, which is not possible in a container`);
  if (port < 1 || port > 65_535) throw new UnitSyntaxError(`${digits} is no port: those are 1 to 65535`);
  const address = bracketed ?? plain;
  return address === undefined ? { port } : { address, port };
}
