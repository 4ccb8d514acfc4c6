#!/usr/bin/env bash
# Put what scripts/refresh.py left on a branch of its own (never on main), and open or renew its pull request.
# Usage: scripts/propose.sh branch | open
set -euo pipefail

from=_build/refresh
store=refresh-pictures # a branch without history in common: pictures that pull requests show
edition=$(<"$from/edition")
branch=refresh/$edition

as_bot=(-c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com')

push_pictures() {
  local tree parents=()
  export GIT_INDEX_FILE=$PWD/$from/index
  git --work-tree="$from/pictures" add --force --all .
  tree=$(git write-tree)
  unset GIT_INDEX_FILE
  if [[ -n $(git ls-remote origin "refs/heads/$store") ]]; then
    git fetch --quiet --depth=1 origin "refs/heads/$store"
    parents=(-p FETCH_HEAD)
  fi
  git push --quiet origin \
    "$(git "${as_bot[@]}" commit-tree "$tree" "${parents[@]}" -m "Pictures for $branch"):refs/heads/$store"
}

case ${1-} in
branch)
  outside=$(git apply --numstat "$from/rows.patch" | awk -F'\t' -v at="data/$edition/" 'index($3, at) != 1 { print $3 }')
  if [[ -n $outside ]]; then
    echo "propose: the patch touches more than data/$edition: $outside" >&2
    exit 1
  fi
  gh auth setup-git
  push_pictures
  git apply --index "$from/rows.patch"
  git "${as_bot[@]}" commit --quiet --message "Rows of $edition, refreshed" --message "$(<"$from/title")"
  git push --quiet --force origin "HEAD:refs/heads/$branch"
  echo "commit=$(git rev-parse HEAD)" >>"${GITHUB_OUTPUT:-/dev/stdout}"
  ;;
open)
  pictures=$(git ls-remote --exit-code origin "refs/heads/$store" | cut -f1)
  sed "s#(PICTURES/#($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/raw/$pictures/#" "$from/text.md" >"$from/body.md"
  number=$(gh pr list --head "$branch" --state open --json number --jq '.[].number')
  if [[ -n $number ]]; then
    gh pr edit "$number" --title "$(<"$from/title")" --body-file "$from/body.md"
  else
    gh pr create --head "$branch" --title "$(<"$from/title")" --body-file "$from/body.md"
  fi
  ;;
*)
  echo "usage: scripts/propose.sh branch | open" >&2
  exit 2
  ;;
esac
