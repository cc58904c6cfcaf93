import { describe, expect, it } from "vitest";
import { reasonIn } from "../../../src/steps/realise/program.ts";

const DRV = `/nix/store/${"0".repeat(32)}-x.drv`;
const OUT = `/nix/store/${"1".repeat(32)}-x`;
const RED = "\u001b[31;1m";
const PLAIN = "\u001b[0m";

const builderFailed = (drv: string, reason: string) => `Cannot build '${drv}'.
       Reason: ${reason}.
       Output paths:
         ${OUT}
       Last 2 log lines:
       > one
       > two
       For full logs, run:
         nix log ${drv}`;

/** Why Nix says that it did not build something, in the words of Nix 2.34 where nothing else is said. */
describe("the reason of a failed build", () => {
  it("is what Nix calls the reason, without the paths and the log", () => {
    expect(reasonIn(`error: ${builderFailed(DRV, "builder failed with exit code 3")}`)).toBe(
      "builder failed with exit code 3.",
    );
    expect(reasonIn(builderFailed(DRV, "builder failed due to signal 9 (Killed)"))).toBe(
      "builder failed due to signal 9 (Killed).",
    );
  });

  it("has no colours", () => {
    const coloured = builderFailed(`\u001b[35;1m${DRV}${PLAIN}`, `${RED}builder failed with exit code 3${PLAIN}`);
    expect(reasonIn(`${RED}error:${PLAIN} ${coloured}`)).toBe("builder failed with exit code 3.");
  });

  it("may be of several lines", () => {
    const message = `Cannot build '${DRV}'.
       Reason: ${RED}required system or feature not available${PLAIN}
       Required system: 'x86_64-linux' with features {kvm}
       Current system: 'x86_64-linux' with features {benchmark, big-parallel}`;
    const reason = [
      "required system or feature not available",
      "Required system: 'x86_64-linux' with features {kvm}",
      "Current system: 'x86_64-linux' with features {benchmark, big-parallel}",
    ].join("\n");
    expect(reasonIn(message)).toBe(reason);
    expect(reasonIn(`${message}\n       Output paths:\n         ${OUT}`)).toBe(reason);
  });

  it("is the whole message where Nix names none", () => {
    expect(
      reasonIn(`error: hash mismatch in fixed-output derivation '${DRV}':
         specified: sha256-AAAA=
            got:    sha256-BBBB=`),
    ).toBe(`hash mismatch in fixed-output derivation '${DRV}':
specified: sha256-AAAA=
got:    sha256-BBBB=`);
    expect(
      reasonIn(`output '${OUT}' is not allowed to refer to the following paths:
  /nix/store/${"2".repeat(32)}-glibc-2.42
  /nix/store/${"3".repeat(32)}-gcc-15`),
    ).toBe(`output '${OUT}' is not allowed to refer to the following paths:
/nix/store/${"2".repeat(32)}-glibc-2.42
/nix/store/${"3".repeat(32)}-gcc-15`);
    expect(reasonIn(`builder for '${DRV}' failed to produce output path for output 'out' at '${OUT}'`)).toBe(
      `builder for '${DRV}' failed to produce output path for output 'out' at '${OUT}'`,
    );
  });

  it("is in older words without the log", () => {
    expect(
      reasonIn(`error: builder for '${DRV}' failed with exit code 1;
       last 10 log lines:
       > one
       For full logs, run 'nix log ${DRV}'.`),
    ).toBe(`builder for '${DRV}' failed with exit code 1`);
  });

  it("does not end where a builder itself says such words", () => {
    expect(reasonIn("output check failed: the Reason: was not found, Output paths: none")).toBe(
      "output check failed: the Reason: was not found, Output paths: none",
    );
  });

  it("is empty where Nix says nothing", () => {
    expect(reasonIn("")).toBe("");
    expect(reasonIn(`${RED}error:${PLAIN} `)).toBe("");
  });
});
