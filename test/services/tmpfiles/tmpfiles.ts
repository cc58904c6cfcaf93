import { readTmpfiles, type TmpfilesOptions } from "../../../src/services/tmpfiles/read-tmpfiles.ts";
import type { TmpfilesRule } from "../../../src/services/tmpfiles/rule.ts";
import type { Accounts } from "../../../src/services/unit.ts";

const user = (uid: number) => ({ uid, gid: uid, home: "/", shell: "/bin/sh", extraGroups: [] });

export const accounts: Accounts = {
  users: new Map([
    ["root", user(0)],
    ["web", user(33)],
  ]),
  groups: new Map([
    ["root", 0],
    ["web", 34],
  ]),
};

export function rulesOf(...rules: readonly string[]): TmpfilesRule[] {
  return readTmpfiles({ rules }, { accounts }).rules;
}

export function ruleOf(line: string): TmpfilesRule {
  const [rule, ...others] = rulesOf(line);
  if (rule === undefined || others.length > 0) throw new Error(`"${line}" is not one rule`);
  return rule;
}

/** What there is to say about the options: warnings and hints, or the errors' text. */
export function messagesFor(options: TmpfilesOptions): string[] {
  const placeOf = () => ({ file: "web.ts", start: { line: 4, column: 2 }, end: { line: 4, column: 9 } });
  const { warnings } = readTmpfiles(options, { accounts, placeOf });
  return warnings.map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`));
}
