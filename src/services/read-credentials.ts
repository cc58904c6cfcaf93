import { isAbsolute } from "../lib/placeholder.ts";
import type { ServiceOption } from "./option-table.ts";
import type { Section } from "./section.ts";
import type { Credential } from "./service.ts";
import { expandSpecifiers, type SpecifierValues } from "./specifiers.ts";
import { LineError, unescapeBytes } from "./tmpfiles/line.ts";
import { UnitSyntaxError } from "./word-syntax.ts";

/** LoadCredential=ID:PATH and SetCredential=ID:TEXT, whose text counts where there is no file (man systemd.exec, "Credentials"). */
export function readCredentials(section: Section<ServiceOption>, specifiers: SpecifierValues): Credential[] {
  const credentials = new Map<string, Credential>();
  const read = (option: "LoadCredential" | "SetCredential", value: (text: string) => Partial<Credential>) => {
    for (const line of section.lines(option)) {
      section.attempt(option, () => {
        const colon = line.indexOf(":");
        const name = expandSpecifiers(colon < 0 ? line : line.slice(0, colon), specifiers);
        if (!/^[^/]{1,255}$/.test(name) || name === "." || name === "..") {
          throw new UnitSyntaxError(`"${name}" cannot be the name of a file, and a credential is one`);
        }
        const others = value(colon < 0 ? "" : line.slice(colon + 1));
        credentials.set(name, { ...credentials.get(name), name, ...others });
      });
    }
  };
  read("LoadCredential", (text) => {
    const load = expandSpecifiers(text, specifiers);
    // systemd takes a credential of its own then.
    if (load === "")
      throw new UnitSyntaxError("has no path, as in ID:PATH, and nobody gives a container's init credentials");
    if (!isAbsolute(load)) throw new UnitSyntaxError(`must have an absolute path, not "${load}"`);
    return { load };
  });
  read("SetCredential", (text) => ({ set: bytesOf(text) }));
  for (const option of ["LoadCredentialEncrypted", "SetCredentialEncrypted"] as const) {
    if (section.has(option))
      section.fail(
        option,
        "a container has no key of the machine to read it with: mount it as it is, for LoadCredential",
      );
  }
  return [...credentials.values()];
}

function bytesOf(text: string): string {
  try {
    return unescapeBytes(text);
  } catch (error) {
    if (error instanceof LineError) throw new UnitSyntaxError(error.message);
    throw error;
  }
}
