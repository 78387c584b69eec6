# Process 1 of the fuzz container: reads scripts that end with NUL, runs each in a bash of its own, and answers with one
# line: how it went, and the files that were started. A script is over when nothing that it started is left.
exec 3>&1 >/dev/null 2>&1
cd /work || exit
while IFS= read -r -d '' script; do
  : >/log/started
  printf 'a b\n' >f1
  : >f2
  # Descriptor 9 is held by everything that the script starts; its end of file is the script's end.
  exec {held}< <(
    exec 9>&1 3>&- >/dev/null </dev/null
    ulimit -t 1 -f 2000
    exec /real/bash --norc --noprofile -c -- "$script"
  )
  IFS= read -r -d '' -t 2 -u "$held"
  status=ended
  (($? > 128)) && status=late
  exec {held}<&-
  kill -KILL -1
  while kill -0 -1; do :; done
  mapfile -t started </log/started
  printf '%s %s\n' "$status" "${started[*]}" >&3
done
