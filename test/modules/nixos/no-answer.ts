import type { NixosAnswer } from "../../../src/value/nixos-answer.ts";

/** What NixOS says where nobody asks it for anything. */
export const NO_ANSWER: NixosAnswer = {
  ...{ services: {}, timers: {}, targets: {}, sockets: {}, tmpfiles: { rules: [], settings: {} }, users: {} },
  ...{
    authorizedKeys: {},
    groups: {},
    etc: {},
    packages: [],
    pathsToLink: [],
    wrappers: {},
    ports: { tcp: [], udp: [] },
  },
  ...{ settings: [], values: [], defined: [], ignored: [], warnings: [], failures: [] },
};
