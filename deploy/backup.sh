#!/usr/bin/env bash
# A night's backup of the embedded database with restic; start it by cron or a systemd timer as user commonweal:
#   15 2 * * * commonweal /usr/local/lib/commonweal/backup.sh
# RESTIC_REPOSITORY and RESTIC_PASSWORD_FILE come from the environment; "restic init" makes the repository, once.
# Says nothing where all went well.
set -euo pipefail
data=${COMMONWEAL_DATA:-/var/lib/commonweal}
# Always the same folder, by which restic tells what is a later state of what.
copy=$data/backup
rm -rf "$copy"
mkdir -m 700 "$copy"
trap 'rm -rf "$copy"' EXIT

# The summary has the end of the audit trail; kept elsewhere, it shows later whether the end was cut off.
commonweal backup "$copy/commonweal.backup" --data "$data" --json >"$copy/summary.json"
restic backup --quiet --tag commonweal "$copy"
restic forget --quiet --tag commonweal --group-by host,tags --keep-daily 14 --keep-weekly 8 --keep-monthly 24 --prune

# On the first day of the month what was kept is fetched, restored and checked, so that it is known to work.
if [ "$(date +%d)" = 01 ]; then
    restic restore latest --quiet --tag commonweal --target "$copy/kept"
    commonweal restore "$copy/kept$copy/commonweal.backup" --data "$copy/restored" --json >/dev/null
    commonweal audit verify --data "$copy/restored" --json >/dev/null
fi
