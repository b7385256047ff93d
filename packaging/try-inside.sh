#!/bin/sh
# try-inside.sh: the trial itself, called by try.sh as a unit of the machine that it booted. It does what docs/operations.md
# tells an operator to do, looks at what came of it, and ends at the first thing that is not as promised.
set -eu

cd /
export DEBIAN_FRONTEND=noninteractive
STATE=/var/lib/leadhub
URL=http://127.0.0.1:8080

step() { printf '\n== %s\n' "$*"; }
ok() { printf '   ok: %s\n' "$*"; }
fail() {
    printf '   FAILED: %s\n' "$*"
    systemctl --no-pager --full status leadhub.service || true
    journalctl --no-pager --lines 10 --unit leadhub --unit leadhub-backup || true
    exit 1
}
# holds WHAT COMMAND...: the command succeeds.
holds() {
    what=$1
    shift
    if "$@"; then ok "$what"; else fail "$what: $*"; fi
}
# says WHAT TEXT PATTERN: the text has a line that matches.
says() {
    if printf '%s\n' "$2" | grep -Eq -- "$3"; then ok "$1"; else fail "$1: $2"; fi
}
as_leadhub() { sudo -u leadhub "$@"; }
main_process() { systemctl show --property MainPID --value leadhub.service; }
is_running() { systemctl is-active --quiet leadhub.service; }
is_stopped() { ! is_running; }
copies() { find $STATE/backups -name "$1-*.db" 2>/dev/null | wc -l; }
is_absent() { [ ! -e "$1" ]; }

# Creates a lead; prints its id.
create_lead() {
    curl -sSf -X POST "$URL/acme/api/v1/lead" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        --data "{\"lead\": {\"subject\": \"$1\", \"phone\": \"0983980148\", \"service_id\": 1}}" |
        sed -n 's/.*"id": *\([0-9]*\).*/\1/p' | head -n 1
}
# has_lead ID SUBJECT: the server answers with it.
has_lead() { curl -sSf "$URL/acme/api/v1/lead/$1" -H "Authorization: Bearer $token" | grep -q "$2"; }
answers_within() {
    for _ in $(seq "$1"); do
        if curl -sf -o /dev/null "$URL/health/ready"; then return; fi
        sleep 1
    done
    return 1
}

step "install"
first=/trial/leadhub.deb
[ ! -e /trial/before.deb ] || first=/trial/before.deb
dpkg -i "$first"
holds "the account is a system account" test "$(id -u leadhub)" -lt 1000
holds "the store's folder is the account's alone" test "$(stat -c '%a %U:%G' $STATE)" = "750 leadhub:leadhub"
holds "the configuration is not for everybody" test "$(stat -c '%a %U:%G' /etc/leadhub/leadhub.toml)" = "640 root:leadhub"
holds "nothing runs before there is a store" is_stopped

step "make a store and start"
made=$(as_leadhub leadhub init --organisation acme --name Acme)
token=$(printf '%s\n' "$made" | sed -n 's/^ *caresoft *//p')
holds "the store is where the configuration says" test -s $STATE/leadhub.db
systemctl enable --now leadhub
holds "it serves" answers_within 10
lead=$(create_lead before)
holds "a lead is in" has_lead "$lead" before
systemctl --no-pager status leadhub | head -n 12

if [ -e /trial/before.deb ]; then
    step "upgrade from the older package"
    install -d -o root -m 0700 $STATE/backups
    if dpkg -i /trial/leadhub.deb; then fail "a store that cannot be copied is not migrated"; fi
    ok "a store that cannot be copied is not migrated, and dpkg knows"
    holds "nothing serves meanwhile" is_stopped
    rmdir $STATE/backups
    dpkg --configure leadhub
    holds "with room for the copy it is, and serves" is_running
    holds "the copy is there" test "$(copies before-upgrade)" = 1
    holds "the leads too" has_lead "$lead" before
fi
copied=$(copies before-upgrade)

step "the walls around it"
systemctl restart leadhub
holds "it serves as soon as it counts as started" curl -sSf -o /dev/null $URL/health/ready
as_leadhub leadhub doctor || fail "doctor has nothing to mend"
status=/proc/$(main_process)/status
says "no capability is left" "$(cat "$status")" '^CapBnd:.0+$'
says "no new privileges" "$(cat "$status")" '^NoNewPrivs:.1$'
says "system calls are filtered" "$(cat "$status")" '^Seccomp:.2$'
files=$(prlimit --nofile --output HARD --noheadings)
[ "$files" -le 65536 ] || files=65536
says "$files files may be open: 65536, or what this machine has" "$(cat "/proc/$(main_process)/limits")" "^Max open files +$files "
mounts=$(cut -d' ' -f5,6 "/proc/$(main_process)/mountinfo")
says "the system is read-only for it" "$mounts" '^/ ro,'
says "its own folder is not" "$mounts" '^/var/lib/leadhub rw,'
systemd-analyze security --no-pager leadhub.service | tail -n 1

step "kill -9"
killed=$(main_process)
kill -9 "$killed"
sleep 1
holds "it is started again" answers_within 15
holds "as another process" test "$(main_process)" != "$killed"
holds "with its leads" has_lead "$lead" before

step "a wrong configuration"
cp -p /etc/leadhub/leadhub.toml /trial/leadhub.toml
echo 'lisen = "127.0.0.1:8080"' >>/etc/leadhub/leadhub.toml
systemctl stop leadhub
if said=$(systemctl start leadhub 2>&1); then fail "a start that cannot work says so"; fi
ok "a start that cannot work says so: $said"
says "the log says why" "$(journalctl --no-pager -u leadhub --lines 5)" 'lisen'
systemctl stop leadhub
cp -p /trial/leadhub.toml /etc/leadhub/leadhub.toml
systemctl start leadhub

step "logs"
mkdir -p /etc/systemd/system/leadhub.service.d
printf '[Service]\nEnvironment=LEADHUB_LOG_FORMAT=json LEADHUB_LOG=debug\n' >/etc/systemd/system/leadhub.service.d/override.conf
systemctl daemon-reload
systemctl restart leadhub
holds "a lead while requests are logged" has_lead "$lead" before
sleep 1
logged=$(journalctl --no-pager -u leadhub --output cat --lines 50)
says "a line of JSON for a request" "$logged" '^\{"timestamp".*/api/v1/lead'
if printf '%s' "$logged" | grep -q -e "$token" -e 983980148; then fail "no token and no phone number in the log"; fi
ok "no token and no phone number in the log"
rm /etc/systemd/system/leadhub.service.d/override.conf
systemctl daemon-reload

step "stop"
systemctl restart leadhub
# A client that never finishes what it began.
bash -c "exec 3<>/dev/tcp/127.0.0.1/8080
    printf 'POST /acme/api/v1/lead HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer $token\\r\\nContent-Type: application/json\\r\\nContent-Length: 99\\r\\n\\r\\n{' >&3
    sleep 30" &
sleep 1
began=$(date +%s)
systemctl stop leadhub
took=$(($(date +%s) - began))
holds "within 10 seconds, a client hanging on ($took s)" test "$took" -le 10 -a "$took" -ge 5
says "by itself, not killed" "$(systemctl show --property Result leadhub)" '^Result=success$'
systemctl start leadhub

step "upgrade"
dpkg -i /trial/newer.deb
holds "it runs again" answers_within 10
says "as the new version" "$(dpkg-query --show --showformat '${Version} ${Status}' leadhub)" '^.*newer install ok installed$'
holds "with its leads" has_lead "$lead" before
holds "no copy was made, since the schema is the same" test "$(copies before-upgrade)" = "$copied"
systemctl stop leadhub
dpkg -i /trial/newer.deb
holds "stopped by the operator, it stays stopped" is_stopped
systemctl start leadhub

step "upgrade over the store of an older program"
systemctl stop leadhub
as_leadhub mkdir $STATE/aside
as_leadhub sh -c "mv $STATE/leadhub.db* $STATE/aside/"
gunzip -c /trial/schema4.db.gz >$STATE/leadhub.db
chown leadhub:leadhub $STATE/leadhub.db
if systemctl start leadhub; then fail "a store of an older schema is not served as it is"; fi
ok "a store of an older schema is not served as it is"
systemctl stop leadhub
dpkg -i /trial/newer.deb
systemctl start leadhub
holds "the package migrated it, and it serves" answers_within 10
holds "a copy was made before" test "$(copies before-upgrade)" = "$((copied + 1))"
older=$(curl -sSf "$URL/kangnam/api/v1/leads?count=1" -H "Authorization: Bearer $(cat /trial/schema4.token)")
says "with its leads" "$older" '"numFound": *[1-9]'
systemctl stop leadhub
as_leadhub sh -c "rm $STATE/leadhub.db* && mv $STATE/aside/leadhub.db* $STATE/ && rmdir $STATE/aside"
systemctl start leadhub

step "the nightly copy"
systemctl start leadhub-backup
nightly=$(ls $STATE/backups/nightly-*.db)
holds "there is a copy, closed to others" test "$(stat -c '%a %U:%G' "$nightly")" = "600 leadhub:leadhub"
systemctl enable --now leadhub-backup.timer
says "the timer waits for the night" "$(systemctl list-timers --no-pager leadhub-backup.timer)" '02:[0-9]+:[0-9]+ .*leadhub-backup.service'
systemd-analyze security --no-pager leadhub-backup.service | tail -n 1

step "restore"
after=$(create_lead after)
systemctl stop leadhub
as_leadhub mkdir $STATE/broken
as_leadhub sh -c "mv $STATE/leadhub.db* $STATE/broken/"
as_leadhub leadhub restore "$nightly" >/trial/restored || fail "the copy can be brought back: $(cat /trial/restored)"
systemctl start leadhub
holds "the leads of the copy are back" has_lead "$lead" before
if has_lead "$after" after 2>/dev/null; then fail "a lead younger than the copy"; fi
ok "a lead younger than the copy is not"

step "move to PostgreSQL"
pg_ctlcluster 15 main start || systemctl start postgresql
sudo -u postgres createuser leadhub
sudo -u postgres createdb --owner leadhub --locale C.UTF-8 --template template0 leadhub
systemctl stop leadhub
as_leadhub leadhub backup --to $STATE/backups/move.db | tail -n 1
sed -i 's|^database = .*|database = "postgres://leadhub@/leadhub?host=/run/postgresql"|' /etc/leadhub/leadhub.toml
as_leadhub leadhub restore $STATE/backups/move.db | tail -n 1
as_leadhub leadhub doctor || fail "doctor has nothing to mend"
systemctl start leadhub
holds "the leads moved along" has_lead "$lead" before
moved=$(create_lead moved)
holds "and more come in" has_lead "$moved" moved
systemctl start leadhub-backup
holds "the nightly copy is made of it too" test "$(copies nightly)" = 2

step "remove, and purge"
dpkg --remove leadhub
holds "the program is gone" is_absent /usr/bin/leadhub
holds "nobody serves" is_stopped
holds "nothing starts at the next boot" is_absent /etc/systemd/system/multi-user.target.wants/leadhub.service
holds "the configuration stays" test -s /etc/leadhub/leadhub.toml
said=$(dpkg --purge leadhub)
says "purging says where the store is" "$said" "stay in $STATE"
holds "the configuration is gone" is_absent /etc/leadhub
holds "the store and its copies are not" test -s $STATE/leadhub.db -a -s "$nightly"

printf '\nthe package stood its trial\n'
