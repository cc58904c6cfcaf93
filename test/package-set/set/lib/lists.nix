lib:
let
  inherit (builtins)
    elem
    elemAt
    filter
    foldl'
    genList
    length
    ;
in
{
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    groupBy
    head
    length
    map
    partition
    sort
    tail
    ;
  foldl = foldl';
  foldr =
    function: last: list:
    foldl' (result: value: function value result) last (lib.reverseList list);
  singleton = value: [ value ];
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  toList = value: if builtins.isList value then value else [ value ];
  flatten = value: if builtins.isList value then builtins.concatMap lib.flatten value else [ value ];
  range = first: last: if last < first then [ ] else genList (index: first + index) (last - first + 1);
  reverseList = list: genList (index: elemAt list (length list - 1 - index)) (length list);
  last = list: elemAt list (length list - 1);
  init = list: lib.take (length list - 1) list;
  sublist =
    start: count: list:
    let
      rest = lib.max 0 (length list - start);
    in
    genList (index: elemAt list (start + index)) (lib.min count rest);
  take = count: lib.sublist 0 count;
  drop = count: list: lib.sublist count (length list) list;
  count = predicate: list: length (filter predicate list);
  findFirst =
    predicate: default: list:
    let
      found = filter predicate list;
    in
    if found == [ ] then default else builtins.head found;
  imap0 = function: list: genList (index: function index (elemAt list index)) (length list);
  imap1 = function: list: genList (index: function (index + 1) (elemAt list index)) (length list);
  zipListsWith =
    function: a: b:
    genList (index: function (elemAt a index) (elemAt b index)) (lib.min (length a) (length b));
  unique = foldl' (seen: value: if elem value seen then seen else seen ++ [ value ]) [ ];
  remove = value: filter (other: other != value);
  subtractLists = without: filter (value: !(elem value without));
  intersectLists = among: filter (value: elem value among);
}
