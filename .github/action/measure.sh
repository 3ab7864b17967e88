#!/usr/bin/env bash
# Measures, compares, and writes the paths of all results to $GITHUB_OUTPUT. Inputs come as environment variables, so that
# none can become part of a command.
set -euo pipefail

bench() { node "$GITHUB_ACTION_PATH/dist/src/cli/main.js" "$@"; }
output() { echo "$1=$2" >> "$GITHUB_OUTPUT"; }

case "$FAIL_ON" in
  regressed | unresolved | never) ;;
  *) echo "fail-on must be regressed, unresolved or never, not \"$FAIL_ON\"" >&2; exit 2 ;;
esac

out="${RUNNER_TEMP:-/tmp}/fastvit-bench"
rm -rf "$out" && mkdir -p "$out"
files=(--markdown "$out/comment.md" --badge "$out/badge.json" --margin "$MARGIN")
[ "$FAIL_ON" = unresolved ] && files+=(--strict)

status=0
if [ -d "$BASELINE" ]; then
  [ -n "$SUITE" ] || { echo "the baseline is the folder of a run: set the input suite to what to measure" >&2; exit 2; }
  bench run "$SUITE" --out "$out/head" --no-resume --budget "$BUDGET" || status=$?
  [ "$status" -le 1 ] || exit "$status"
  status=0
  bench compare "$BASELINE" "$out/head" "${files[@]}" --save --benchmark "$out/benchmark.json" --json > "$out/comparison.json" || status=$?
  [ "$status" -le 1 ] || exit "$status"
  bench report "$out/head" --format html,junit -o "$out/report.html"
  output benchmark "$out/benchmark.json"
  output report "$out/report.html"
else
  bench compare --live "$BASELINE" "$HEAD" --models "$MODELS" --budget "$BUDGET" "${files[@]}" --json > "$out/comparison.json" || status=$?
  [ "$status" -le 1 ] || exit "$status"
fi

verdict=$(node -p '
  const { counts } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  ["regressed", "improved", "unresolved", "equivalent", "incomparable"].find((one) => counts[one] > 0) ?? "incomparable"
' "$out/comparison.json")
output verdict "$verdict"
output comparison "$out/comparison.json"
output markdown "$out/comment.md"
output badge "$out/badge.json"
cat "$out/comment.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
[ "$FAIL_ON" = never ] || exit "$status"
