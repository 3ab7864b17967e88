#!/usr/bin/env bash
# Installs the action's own copy of fastvit-bench, unless it is installed already.
set -euo pipefail
cd "$GITHUB_ACTION_PATH"
[ -f dist/src/cli/main.js ] && [ -d node_modules ] && exit 0
npm ci --no-audit --no-fund
