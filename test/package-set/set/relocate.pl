# relocate.pl FILE OLD NEW: code that loads the address of the C string OLD loads that of NEW, which stands elsewhere in the
# file (the builder puts it at the end of the library search path, so it is mapped). For names compiled in that are too short
# to be overwritten by a store path. Changed is what is certain: a whole `lea` on x86-64, a pair of `adrp` and `add` on aarch64,
# a pointer in data. Dies when there is none.
use strict;
my ($file, $old, $new) = @ARGV;
open my $in, "<:raw", $file or die "$file: $!";
my $bytes = do { local $/; <$in> };
my $machine = unpack "v", substr $bytes, 18, 2;

# Program headers: [file offset, address, size in the file, flags] of each PT_LOAD.
my ($start, $size, $count) = (unpack("Q<", substr $bytes, 32, 8), unpack "vv", substr $bytes, 54, 4);
my @loads = map { [@$_[2, 3, 5, 1]] } grep { $_->[0] == 1 }
  map { [unpack "V2Q<6", substr $bytes, $start + $_ * $size, $size] } 0 .. $count - 1;

sub addresses { # of a C string, which may also be the end of a longer one: then nothing refers to it, and nothing is changed
  my ($text, @found) = @_;
  while ($bytes =~ /\Q$text\E\0/g) {
    my $at = $-[0];
    push @found, map { $at - $_->[0] + $_->[1] } grep { $at >= $_->[0] && $at < $_->[0] + $_->[2] } @loads;
  }
  return @found ? @found : die "$file has no string $text\n";
}
my %from = map { $_ => 1 } addresses($old);
my ($to) = addresses($new);

my $changed = 0;
for my $load (grep { $_->[3] & 1 } @loads) {
  my ($offset, $base, $length) = @$load;
  if ($machine == 62) { # lea REGISTER, [rip + disp32]
    pos($bytes) = $offset;
    while ($bytes =~ /[\x48\x4c]\x8d[\x05\x0d\x15\x1d\x25\x2d\x35\x3d]/g && $-[0] < $offset + $length) {
      my $at = $-[0];
      my $next = $at + 7 - $offset + $base;
      next unless $from{$next + unpack("l<", substr $bytes, $at + 3, 4)};
      substr($bytes, $at + 3, 4) = pack "l<", $to - $next;
      $changed++;
    }
  } elsif ($machine == 183) { # adrp REGISTER, page; …; add REGISTER, REGISTER, offset in the page
    for (my $at = $offset; $at < $offset + $length - 4; $at += 4) {
      my $adrp = unpack "V", substr $bytes, $at, 4;
      next unless ($adrp & 0x9f000000) == 0x90000000;
      my $pages = ((($adrp >> 5) & 0x7ffff) << 2) | (($adrp >> 29) & 3);
      $pages -= 1 << 21 if $pages & (1 << 20);
      my $here = ($at - $offset + $base) & ~0xfff;
      my $register = $adrp & 31;
      my $add_at = add_after($at, $register) or next;
      my $add = unpack "V", substr $bytes, $add_at, 4;
      next unless $from{$here + $pages * 4096 + (($add >> 10) & 0xfff)};
      my $jump = (($to & ~0xfff) - $here) >> 12 & 0x1fffff;
      substr($bytes, $at, 4) = pack "V", 0x90000000 | $register | ($jump & 3) << 29 | ($jump >> 2) << 5;
      substr($bytes, $add_at, 4) = pack "V", ($add & ~(0xfff << 10)) | ($to & 0xfff) << 10;
      $changed++;
    }
  }
}

sub add_after { # Where the add of that pair is, if nothing between the two touches the register.
  my ($at, $register) = @_;
  for my $next (map { $at + 4 * $_ } 1 .. 6) {
    my $word = unpack "V", substr $bytes, $next, 4;
    return $next if ($word & 0xffc00000) == 0x91000000 && (($word >> 5) & 31) == $register && ($word & 31) == $register;
    return if ($word & 0x1c000000) == 0x14000000; # a branch
    return if grep { (($word >> $_) & 31) == $register } 0, 5, 10, 16;
  }
  return;
}

# Pointers in data: the addends of relative relocations.
for my $load (grep { !($_->[3] & 1) } @loads) {
  for (my $at = ($load->[0] + 7) & ~7; $at + 8 <= $load->[0] + $load->[2]; $at += 8) {
    next unless $from{unpack "Q<", substr $bytes, $at, 8};
    substr($bytes, $at, 8) = pack "Q<", $to;
    $changed++;
  }
}
die "$file: nothing refers to $old\n" unless $changed;
print "$file: $changed references to $old now lead to $new\n";
open my $out, ">:raw", $file or die "$file: $!";
print $out $bytes;
close $out or die "$file: $!";
