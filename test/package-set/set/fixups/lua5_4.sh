before_patching() { mv "$out/bin/lua5.4" "$out/bin/lua"; mv "$out/bin/luac5.4" "$out/bin/luac"; }
