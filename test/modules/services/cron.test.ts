import { describe, expect, it } from "vitest";
import { crontabMistake } from "../../../src/modules/services/crontab.ts";
import { configure, errorOf } from "../../declaration/declare.ts";

const USERS = new Set(["root", "app"]);

describe("a line of a crontab", () => {
  it.each([
    "*/5 * * * * root date >>/var/log/date",
    "0 0 1,15 * 1-5 app /bin/true",
    "0-59/2 23 31 12 7 root x",
    "0\t4 * jan-mar Sun root x",
    "  @daily root backup",
    "@reboot app x y z",
    "# 61 * * * * comment",
    "",
    "MAILTO=alice",
    'PATH = "/bin"',
  ])("is right: %s", (line) => {
    expect(crontabMistake(line, USERS)).toBeUndefined();
  });

  it.each([
    ["61 * * * * root x", '"61" is no minute: that is a number from 0 to 59, a range, or *'],
    ["* 24 * * * root x", '"24" is no hour: that is a number from 0 to 23, a range, or *'],
    ["* * 0 * * root x", '"0" is no day of the month: that is a number from 1 to 31, a range, or *'],
    ["* * * 13 * root x", '"13" is no month: that is a number from 1 to 12, a range, or *'],
    ["* * * * fri-8 root x", '"fri-8" is no day of the week: that is a number from 0 to 7, a range, or *'],
    ["10-5 * * * * root x", '"10-5" is no minute: the range ends before it begins'],
    ["*/0 * * * * root x", '"*/0" has no step that is a number from 1'],
    ["1,,2 * * * * root x", '"" is no minute: that is a number from 0 to 59, a range, or *'],
    ["* * * * root x", '"root" is no day of the week: that is a number from 0 to 7, a range, or *'],
    ["* * * * * root", "a line of /etc/crontab has a user and a command behind the time"],
    ["* * * * * date -u", 'the user "date" is not declared'],
    ["@dayly root x", 'there is no time "@dayly"'],
  ])("is refused, for cron would drop the whole table: %s", (line, message) => {
    expect(crontabMistake(line, USERS)?.message).toBe(message);
  });
});

describe("services.cron", () => {
  it("refuses a wrong line where it stands", async () => {
    const text = `export default {
  services: {
    cron: {
      systemCronJobs: [
        "* * * * * root date",
        "61 * * * * root date",
      ],
    },
  },
};`;
    expect(await errorOf(configure(text))).toBe(
      'image.ts:6:9: failed assertion: "61" is no minute: that is a number from 0 to 59, a range, or *\n' +
        "  hint: minute, hour, day of the month, month, day of the week, user and command: `*/5 * * * * root date`",
    );
  });

  it("knows the users of the image, and leaves those of a base to it", async () => {
    const cron = 'services: { cron: { systemCronJobs: ["* * * * * alice date"] } }';
    expect(await errorOf(configure(`export default { ${cron} };`))).toContain('the user "alice" is not declared');
    await configure(`export default { ${cron}, users: { users: { alice: { isNormalUser: true } } } };`);
    await configure(`export default { ${cron}, image: { from: "debian" } };`);
  });
});
