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

/**
 * More that cache.nixos.org signed, over the years: hello of 2020 (in a public blog post on trust in caches), curl of 2022
 * (in the tests of a public Deno library), hello of 2024 with a second signature (in the tests of kalbasit/ncps).
 */
export const SIGNED_BY_NIXOS = {
  "hello of 2020": `StorePath: /nix/store/w9yy7v61ipb5rx6i35zq1mvc2iqfmps1-hello-2.10
URL: nar/15zk4zszw9lgkdkkwy7w11m5vag11n5dhv2i6hj308qpxczvdddx.nar.xz
Compression: xz
FileHash: sha256:15zk4zszw9lgkdkkwy7w11m5vag11n5dhv2i6hj308qpxczvdddx
FileSize: 41232
NarHash: sha256:1mi14cqk363wv368ffiiy01knardmnlyphi6h9xv6dkjz44hk30i
NarSize: 205968
References: 9df65igwjmf2wbw0gbrrgair6piqjgmi-glibc-2.31 w9yy7v61ipb5rx6i35zq1mvc2iqfmps1-hello-2.10
Sig: cache.nixos.org-1:uP5KU8MCmyRnKGlN5oEv6xWJBI5EO/Pf5aFztZuLSz8BpCcZ1fdBnJkVXhBAlxkdm/CemsgQskhwvyd2yghTAg==
`,
  "curl of 2022": `StorePath: /nix/store/syd87l2rxw8cbsxmxl853h0r6pdwhwjr-curl-7.82.0-bin
URL: nar/05ra3y72i3qjri7xskf9qj8kb29r6naqy1sqpbs3azi3xcigmj56.nar.xz
Compression: xz
FileHash: sha256:05ra3y72i3qjri7xskf9qj8kb29r6naqy1sqpbs3azi3xcigmj56
FileSize: 68852
NarHash: sha256:1b4sb93wp679q4zx9k1ignby1yna3z7c4c2ri3wphylbc2dwsys0
NarSize: 196040
References: 0jqd0rlxzra1rs38rdxl43yh6rxchgc6-curl-7.82.0 6w8g7njm4mck5dmjxws0z1xnrxvl81xa-glibc-2.34-115 j5jxw3iy7bbz4a57fh9g2xm2gxmyal8h-zlib-1.2.12 yxvjs9drzsphm9pcf42a4byzj1kb9m7k-openssl-1.1.1n
Deriver: 5rwxzi7pal3qhpsyfc16gzkh939q1np6-curl-7.82.0.drv
Sig: cache.nixos.org-1:TsTTb3WGTZKphvYdBHXwo6weVILmTytUjLB+vcX89fOjjRicCHmKA4RCPMVLkj6TMJ4GMX3HPVWRdD1hkeKZBQ==
`,
  "hello of 2024": `StorePath: /nix/store/1q8w6gl1ll0mwfkqc3c2yx005s6wwfrl-hello-2.12.1
URL: nar/1dglqjx5wm3sdq0ggngcyh4gpcwykngkxps0a8v4v1f1f2lzdwd1.nar.xz
Compression: xz
FileHash: sha256:1dglqjx5wm3sdq0ggngcyh4gpcwykngkxps0a8v4v1f1f2lzdwd1
FileSize: 50364
NarHash: sha256:1bn7c3bf5z32cdgylhbp9nzhh6ydib5ngsm6mdhsvf233g0nh1ac
NarSize: 226560
References: 1q8w6gl1ll0mwfkqc3c2yx005s6wwfrl-hello-2.12.1 wn7v2vhyyyi6clcyn0s9ixvl7d4d87ic-glibc-2.40-36
Deriver: k1rx7pnkdlzfscv6jqzwl4x89kcknfy1-hello-2.12.1.drv
Sig: cache.nixos.org-1:qt4d4o04/cklIMANVntoLYHh36t1j+y/35qWoK2GeeeEeYU5RElnV/gpXrc5jgx4p2MQ38TasPhHg8rN6O+5Dw==
Sig: nix-cache.cluster.nasreddine.com:vzh0W8CrV0waXOQU7Ai3klxsvsO7vG5CEoi2u4QtN0h0h30MoMbt+cW5R7N5HblUa2ChIz+/xMflrsZiJOriDQ==
`,
} as const;
