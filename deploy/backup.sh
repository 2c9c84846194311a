#!/usr/bin/env bash
# A night's backup of the embedded database with restic; start it by cron or a systemd timer as user commonweal:
#   15 2 * * * commonweal /usr/local/lib/commonweal/backup.sh
# RESTIC_REPOSITORY and RESTIC_PASSWORD_FILE come from the environment.
set -euo pipefail
data=${COMMONWEAL_DATA:-/var/lib/commonweal}
copy=$(mktemp -d "$data/backup.XXXXXX")
trap 'rm -rf "$copy"' EXIT

commonweal backup "$copy/commonweal.backup" --data "$data"
restic backup --quiet --tag commonweal "$copy/commonweal.backup"
restic forget --quiet --tag commonweal --keep-daily 14 --keep-weekly 8 --keep-monthly 24 --prune

# On the first day of the month the copy is restored and checked, so that it is known to work.
if [ "$(date +%d)" = 01 ]; then
    commonweal restore "$copy/commonweal.backup" --data "$copy/restored"
    commonweal audit verify --data "$copy/restored"
fi
