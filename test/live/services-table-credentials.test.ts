import { expect, it } from "vitest";
import { errorIn } from "./engine.ts";
import { oneshot, runDeclared, tryDeclared } from "./services/declared.ts";

it("LoadCredential and SetCredential are files for the service's user alone, and gone when it has ended", async () => {
  const { code, lines } = await runDeclared({
    systemd: {
      tmpfiles: { rules: ["f /run/secret 0600 root root - hush"] },
      services: {
        a: oneshot(
          'cd "$CREDENTIALS_DIRECTORY"; pwd; stat -c "%U" .; stat -c "%A" . | cut -c5-; ls; head key both text; echo',
          {
            serviceConfig: {
              User: "web",
              LoadCredential: ["key:/run/secret", "both:/run/secret"],
              SetCredential: ["text:a\\tb", "both:never", "only:x"],
            },
          },
        ),
        b: oneshot("ls /run/credentials/a.service 2>/dev/null || echo none", { after: ["a.service"] }),
        c: {
          serviceConfig: { Type: "oneshot", ExecStart: "cat %d/word", SetCredential: "word:said" },
          after: ["b.service"],
        },
      },
    },
  });
  expect(code).toBe(0);
  expect(lines).toEqual([
    ...["/run/credentials/a.service", "web", "------", "both", "key", "only", "text"],
    ...["==> key <==", "hush", "==> both <==", "hush", "==> text <==", "a\tb"],
    ...["none", "said"],
  ]);
});

it("LoadCredential: a file that is not there is a text of SetCredential, else the service fails", async () => {
  const show = "cat $CREDENTIALS_DIRECTORY/key; echo";
  const systemd = (SetCredential: string[]) => ({
    services: { a: oneshot(show, { serviceConfig: { LoadCredential: "key:/run/nothing", SetCredential } }) },
  });
  expect(await runDeclared({ systemd: systemd(["key:instead"]) })).toMatchObject({ code: 0, lines: ["instead"] });
  expect(await runDeclared({ systemd: systemd([]) })).toMatchObject({ code: 243 });
});

it("LoadCredentialEncrypted and SetCredentialEncrypted are refused, with the reason", async () => {
  const serviceConfig = { LoadCredentialEncrypted: "key:/etc/key", SetCredentialEncrypted: "key:AAAA" };
  const error = errorIn(await tryDeclared({ systemd: { services: { a: oneshot("true", { serviceConfig }) } } }));
  expect(error.match(/a container has no key of the machine/g)).toHaveLength(2);
});
