import type { HostArguments } from "../options/host-module.ts";

/** What programs in containers rely on and every image has, unless it says otherwise. */
export const base = ({ lib }: HostArguments) => {
  const directory = (mode: string) => ({ type: "directory", mode: lib.mkDefault(mode) });
  const text = (content: string) => ({ text: lib.mkDefault(content) });
  return {
    image: {
      files: {
        "/tmp": directory("1777"),
        "/root": directory("0700"),
        "/var": directory("0755"),
        "/var/empty": directory("0555"),
        "/etc": directory("0755"),
        "/etc/passwd": text(
          "root:x:0:0:System administrator:/root:/bin/sh\nnobody:x:65534:65534:Unprivileged account:/var/empty:/bin/false\n",
        ),
        "/etc/group": text("root:x:0:\nnogroup:x:65534:\n"),
      },
    },
  };
};
