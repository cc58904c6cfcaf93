# What each attribute is made of. The key is nixpkgs's attribute name. Fields:
#   outputs      in nixpkgs's order, the first is what the bare attribute means; "out" when absent
#   out bin dev lib man …   the Debian packages whose files make that output. An output "man" takes all manual pages.
#                # in a name stands for the number of a library's ABI, whichever Debian has; several are taken together.
#                npm:NAME@VERSION is a package of the npm registry; ARCH in it becomes npm's word for the machine
#                trixie:NAME is one of that release of Debian. ARCH in a name of Debian's becomes x86-64-linux-gnu or the like
#   inputs       attributes that it needs beside the libraries found in its ELF files (they are found by themselves)
#   dlopens      outputs whose lib folder every ELF file gets in its search path, for libraries opened by name
#   drop         files (Debian's paths, globs) to leave out
#   wrapped      true where the fixup makes shell wrappers
#   namePrefix   comes before pname in the name of the store path
#   private      true where its libraries are for itself alone
#   pname license mainProgram priority   as nixpkgs has them; description homepage   when Debian's words do not do
# A file fixups/ATTRIBUTE.sh mends what is particular to a package.
import ./base.nix // import ./libraries.nix // import ./programs.nix // import ./python.nix // import ./compilers.nix // import ./internal.nix
