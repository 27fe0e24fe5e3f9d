#!/usr/bin/env bash
# Prints trades, one JSON object a line, in the format that trade.format json reads by default: ten a second of three symbols.
# sample-trades.sh [N]: N of them; without N until it is stopped.
set -euo pipefail

symbols=(BTC-USD ETH-USD SOL-USD)
cents=(6183763 342150 14725)
for ((id = 1; $# == 0 || id <= $1; id++)); do
  i=$((RANDOM % 3))
  cents[i]=$((cents[i] + RANDOM % 21 - 10))
  millis=${EPOCHREALTIME/[.,]/}
  printf '{"symbol":"%s","price":%d.%02d,"size":0.%03d,"timestamp":%s,"id":"%d"}\n' \
    "${symbols[i]}" $((cents[i] / 100)) $((cents[i] % 100)) $((RANDOM % 999 + 1)) "${millis%???}" "$id"
  sleep 0.1
done
