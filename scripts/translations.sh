#!/usr/bin/env bash
# The Chinese translation: collect the texts, list what still needs a translator, compile.
#   scripts/translations.sh            collect, compile, report
#   scripts/translations.sh collect    refresh the .po files only
#   scripts/translations.sh compile    refresh the .mo files only
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
unset DJANGO_SETTINGS_MODULE  # without settings, django-admin works on ./locale alone

collect() {
  local options=(--locale zh_Hans --add-location file --no-obsolete --verbosity 0)
  for ignored in .venv var static/vendor static_collected tests benchmarks node_modules; do
    options+=(--ignore "$ignored" --ignore "$ignored/*")
  done
  mkdir -p locale
  django-admin makemessages --domain django --extension html,txt,py "${options[@]}"
  django-admin makemessages --domain djangojs --extension js "${options[@]}"
}

compile() {
  find locale -name '*.po' | while read -r catalog; do
    msgfmt --check-format -o "${catalog%.po}.mo" "$catalog"
  done
}

report() {
  find locale -name '*.po' | while read -r catalog; do
    printf '%s: ' "$catalog"
    msgfmt --statistics -o /dev/null "$catalog" 2>&1
    msgattrib --untranslated --no-location --no-wrap "$catalog" | sed -n 's/^msgid "\(.\+\)"$/  untranslated: \1/p'
    msgattrib --only-fuzzy --no-location --no-wrap "$catalog" | sed -n 's/^msgid "\(.\+\)"$/  fuzzy: \1/p'
  done
}

case "${1:-all}" in
  collect) collect ;;
  compile) compile ;;
  all) collect; compile; report ;;
  *) echo "usage: $0 [collect|compile]" >&2; exit 2 ;;
esac
