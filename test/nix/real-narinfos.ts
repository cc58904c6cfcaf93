/** Narinfos as real caches serve them: public facts, the signatures verify. */

export const NIXOS_KEY = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** cache.nixos.org of 2026: zstd, no Deriver, an URL that is not named after the FileHash. */
export const RIPGREP = `StorePath: /nix/store/axp6zlky4x2v3jwcbq24a2cz25hzlw9b-ripgrep-15.2.0
URL: nar/19yag7za8bz38dzxd7g20p8738bmb80n4ci9y3hfaxhy15rxxxyh.nar.zst
Compression: zstd
FileHash: sha256:1lhgjf25d2ca7sx1ka4g5lsskicr484vqi7cbndzhz598hbr18zy
FileSize: 2133450
NarHash: sha256:19yag7za8bz38dzxd7g20p8738bmb80n4ci9y3hfaxhy15rxxxyh
NarSize: 7088584
References: 0d8g8n0a11v6f5m2h416ajyxmnkwc3md-glibc-2.42-67 dsn500c5j62qz9f49mi3nhx74jbkf6xq-pcre2-10.47 r48746qznwqxxl9qzd8f08ny8mg1dg2y-gcc-15.3.0-lib
Sig: cache.nixos.org-1:u47N81GjFd/qpAQ8bRz3Ve584pYwp/gWswtHa6PwWSzhfYvw7oTBW0DThOzapKGuxqqnvw9HfKRnggOniyPBDw==
`;

/** cache.nixos.org of 2018: xz, two signatures of which one is by another key. */
export const NET_TOOLS = `StorePath: /nix/store/00bgd045z0d4icpbc2yyz4gx48ak44la-net-tools-1.60_p20170221182432
URL: nar/1094wph9z4nwlgvsd53abfz8i117ykiv5dwnq9nnhz846s7xqd7d.nar.xz
Compression: xz
FileHash: sha256:1094wph9z4nwlgvsd53abfz8i117ykiv5dwnq9nnhz846s7xqd7d
FileSize: 114980
NarHash: sha256:0lxjvvpr59c2mdram7ympy5ay741f180kv3349hvfc3f8nrmbqf6
NarSize: 464152
References: 7gx4kiv5m0i7d7qkixq2cwzbr10lvxwc-glibc-2.27
Deriver: 10dx1q4ivjb115y3h90mipaaz533nr0d-net-tools-1.60_p20170221182432.drv
Sig: cache.nixos.org-1:sn5s/RrqEI+YG6/PjwdbPjcAC7rcta7sJU4mFOawGvJBLsWkyLtBrT2EuFt/LJjWkTZ+ZWOI9NTtjo/woMdvAg==
Sig: hydra.other.net-1:JXQ3Z/PXf0EZSFkFioa4FbyYpbbTbHlFBtZf4VqU0tuMTWzhMD7p9Q7acJjLn3jofOtilAAwRILKIfVuyrbjAA==
`;

/** A folder by content address, signature left off. */
export const CA_SOURCE = `StorePath: /nix/store/5wxhjx3ryms32bmx7xmbspid15ygil4g-source
URL: nar/1impghh7wqi8f1nfnwsch7fb8xf055qn24xiq037yv64g81zqzjv.nar.zst
Compression: zstd
FileHash: sha256:1impghh7wqi8f1nfnwsch7fb8xf055qn24xiq037yv64g81zqzjv
FileSize: 384300
NarHash: sha256:1gsfphd7gqaflfwxah0bd9gh2kmkf0rmcwgg630w03cz6asakzp7
NarSize: 1434336
References: 
CA: fixed:r:sha256:1gsfphd7gqaflfwxah0bd9gh2kmkf0rmcwgg630w03cz6asakzp7
`;

/** A downloaded file by content address, without a References line. */
export const CA_FLAT = `StorePath: /nix/store/wj7phsmi7ncidl8k00p489krqss7n9sd-hello-2.12.3.tar.gz
URL: nar/0fsxp2bgcinx2wmqw6w5x82j2bmsvl87ls3szxvffn4f5za9ipyi.nar.zst
Compression: zstd
FileHash: sha256:0hd5z0948qq6kci2l1j3iybz6q34ji5p9s19yb5fmspwwsh4yqm8
FileSize: 1189356
NarHash: sha256:0fsxp2bgcinx2wmqw6w5x82j2bmsvl87ls3szxvffn4f5za9ipyi
NarSize: 1189320
Deriver: 9xj3yy4cw1irk4wypbdqrn2w8jpjyvnr-hello-2.12.3.tar.gz.drv
CA: fixed:sha256:183a6rxnhixiyykd7qis0y9g9cfqhpkk872a245y3zl28can0pqd
`;

/** A text with references by content address. */
export const CA_TEXT = `StorePath: /nix/store/9z4l1xiz8325yqi8f8q5ls6jv7jzaqam-root.txt
URL: nar/1pfjl5iww7b44zgwajhlafpzm51i07f7lklksqj676dk3qjbwgaz.nar.xz
Compression: xz
FileHash: sha256:1pfjl5iww7b44zgwajhlafpzm51i07f7lklksqj676dk3qjbwgaz
FileSize: 208
NarHash: sha256:1m7hc9pwbk762qsf5yrv2nadbvr9lhzb76f3qia2a9x0gpxjbvm3
NarSize: 216
References: sx5305c45zn199v0gv0x7vnh3z9q658x-b.txt z2gxprmwxdfyrb4rka1629bvxxa429ga-a.txt
CA: text:sha256:1a778zsfa68nz0220y8z93xnw4c1pbfwkk2kbwd2xas0qj3l467v
`;
