#!@bash@/bin/bash -p
# find ID: prints the processes with this INVOCATION_ID in their environment.
for folder in /proc/[0-9]*; do
  { mapfile -d '' -t environment <"$folder/environ"; } 2>/dev/null || continue
  for variable in "${environment[@]}"; do
    [[ $variable != "INVOCATION_ID=$1" || ${folder#/proc/} = "$$" ]] || echo "${folder#/proc/}"
  done
done
