# The image decl/frontend: Node without what only others use, xz, zstd, bzip2, the libraries these load, our bundles, what V8 makes of the
# large one, and our native programs. Nothing else.
#
#   npm run build && docker buildx build -f frontend.Dockerfile -t decl/frontend .
#
# BASE is any Debian image with Node 24. Where the other programs are in it (scripts/frontend-image makes such a base
# offline), no step needs a network.
#
# Two builds of the same files and base are the same image, to the digest: nothing in it has a time, a mode or a folder of the machine that
# builds it. A release names its base by digest (scripts/release).
ARG BASE=docker.io/library/node:24-trixie-slim

FROM ${BASE} AS collect
RUN (command -v xz && command -v zstd && command -v bzip2) >/dev/null \
 || (apt-get update && apt-get install -y --no-install-recommends xz-utils zstd bzip2)
# ldd prints "libz.so.1 => /lib/libz.so.1 (0x…)" and, for the program interpreter, "/lib64/ld-linux.so (0x…)". The interpreter
# keeps its path; every library goes to /lib, where it looks without a cache file. So all is in /bin, /lib and /lib64.
RUN mkdir -p /out/bin /out/lib /out/lib64 && cd /out \
 && for program in node xz zstd bzip2; do cp -L "$(command -v $program)" bin/; done \
 && ldd bin/* | grep -oE '=> /[^ ]+' | cut -c4- | sort -u | xargs cp -L -t lib \
 && ldd bin/node | grep -oE '^[[:space:]]*/[^ ]+' | xargs cp -L --parents -t /out
COPY scripts/slim-node.ts /
RUN node --no-warnings /slim-node.ts /out/bin/node /out/node && mv /out/node /out/bin/node
# A build without a daemon, after which what V8 has compiled is kept, and what the sandbox begins with. V8 leaves the same each time if
# hashes have the same seed, and if nothing is collected meanwhile, which may leave old bytes between the new ones; start.ts sets the
# flags of the last line back before it is written.
COPY dist/frontend.mjs dist/frontend.cjs dist/quickjs.wasm /out/
RUN /out/bin/node --no-warnings --min-semi-space-size=16 --max-semi-space-size=16 --random-seed=1 \
      --no-flush-bytecode --no-memory-reducer --no-incremental-marking --initial-old-space-size=2048 /out/frontend.mjs rehearse
# What images with services get: for each platform the program that is their init.
COPY dist/helper.cjs dist/init-x86_64 dist/init-aarch64 /out/
# What unpacks store paths, here.
COPY dist/unpack-x86_64 dist/unpack-aarch64 /
RUN cp "/unpack-$(uname -m)" /out/unpack
RUN chmod -R u=rwX,go=rX /out && find /out -exec touch -h -d @1 {} +

FROM scratch
ARG VERSION=0.0.0-dev
ARG BASE
LABEL org.opencontainers.image.title="decl" \
      org.opencontainers.image.description="BuildKit frontend that turns a NixOS-style declaration into an image" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.base.name="${BASE}" \
      moby.buildkit.frontend.network.none="true" \
      moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts,moby.buildkit.frontend.gitquerystring"
ENV PATH=/bin
COPY --from=collect /out/ /
# BuildKit runs the entry point alone, never a command. Standard output is its wire; Node's warnings would only fill a daemon
# log. A build's garbage may take some room (docs/decisions/0005-garbage.md).
ENTRYPOINT ["/bin/node", "--no-warnings", "--min-semi-space-size=16", "--max-semi-space-size=16", "/frontend.mjs"]
