#!/bin/sh
# try.sh PACKAGE [BEFORE]: boots a fresh Debian with systemd in a container of its own, without a network, and has
# try-inside.sh install the package there and use it as an operator would; with BEFORE, an older package, that one is
# installed first and upgraded. Called by `cargo xtask deb --try`, or by hand. Needs root, debootstrap and
# systemd-container; nothing is installed on this machine, and all but a base system in target/deb is removed afterwards.
set -eu

here=$(dirname "$(realpath "$0")")
place=$(dirname "$here")/target/deb
base=$place/base
package=$(realpath "$1")
before=${2:+$(realpath "$2")}

[ "$(id -u)" = 0 ] || { echo "it boots a machine, so it needs root: sudo cargo xtask deb --try" >&2; exit 1; }
for tool in debootstrap systemd-nspawn; do
    command -v "$tool" >/dev/null || {
        echo "$tool is missing; run: apt-get install --no-install-recommends debootstrap systemd-container" >&2
        exit 1
    }
done

if [ ! -e "$base.ready" ]; then
    echo "== a base system, once (some minutes)"
    rm -rf "$base"
    debootstrap --variant=minbase --include=adduser,ca-certificates,curl,dbus,sudo,systemd,systemd-sysv \
        bookworm "$base" >"$base.log" 2>&1 || { tail "$base.log" >&2; exit 1; }
    # No service starts while packages are installed from outside.
    printf '#!/bin/sh\nexit 101\n' >"$base/usr/sbin/policy-rc.d"
    chmod 755 "$base/usr/sbin/policy-rc.d"
    chroot "$base" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql \
        >>"$base.log" 2>&1 || { tail "$base.log" >&2; exit 1; }
    rm "$base/usr/sbin/policy-rc.d"
    touch "$base.ready"
fi

machine=$(mktemp -d "$place/machine.XXXXXX")
trap 'umount "$machine/root" 2>/dev/null; rm -rf --one-file-system "$machine"' EXIT
trap 'exit 1' INT TERM
mkdir "$machine/changes" "$machine/work" "$machine/root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$machine/changes,workdir=$machine/work" "$machine/root"

trial=$machine/root/trial
mkdir "$trial"
cp "$package" "$trial/leadhub.deb"
[ -z "$before" ] || cp "$before" "$trial/before.deb"
cp "$here/try-inside.sh" "$trial/"
cp "$here/../crates/leadhub/tests/it/upgrade/schema4.db.gz" "$trial/"
sed -n 's/^ "kangnam caresoft": "\(.*\)",$/\1/p' "$here/../crates/leadhub/tests/it/upgrade/answers.json" >"$trial/schema4.token"
# The same package with a higher version.
dpkg-deb --raw-extract "$package" "$trial/newer"
sed -i 's/^Version: .*/&+newer/' "$trial/newer/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$trial/newer" "$trial/newer.deb" >/dev/null
rm -r "$trial/newer"
cat >"$machine/root/etc/systemd/system/trial.service" <<'UNIT'
[Unit]
Description=The trial of a package
After=basic.target dbus.service
SuccessAction=exit
FailureAction=exit
FailureActionExitStatus=1

[Service]
Type=oneshot
ExecStart=/trial/try-inside.sh
StandardOutput=file:/trial/log
StandardError=inherit
TimeoutStartSec=300
UNIT
echo leads >"$machine/root/etc/hostname"
echo "127.0.0.1 localhost leads" >"$machine/root/etc/hosts"
ln -s ../trial.service "$machine/root/etc/systemd/system/multi-user.target.wants/trial.service"

echo "== the trial, in a machine of its own"
touch "$trial/log"
tail -f "$trial/log" &
tail=$!
passed=0
timeout 400 systemd-nspawn --quiet --boot --directory="$machine/root" --machine="${machine##*/}" --private-network --register=no --keep-unit \
    --console=pipe >"$place/boot.log" 2>&1 </dev/null || passed=$?
sleep 1
kill "$tail"
[ "$passed" = 0 ] || echo "== failed; what the machine itself said is in target/deb/boot.log" >&2
exit "$passed"
