# Perl looks for its modules in /usr only, so the program becomes a wrapper that names our folders.
before_patching() {
  rm -f "$out"/bin/perl5* "$out/bin/cpan" "$out"/bin/cpan5*
}
after_patching() {
  wrap "$out/bin/perl" "PERL5LIB+=$out/lib/perl/${version%.*}:$out/share/perl/${version%.*}:$out/lib/perl-base"
}
