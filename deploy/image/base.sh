#!/bin/sh
# Make a base image from Debian packages alone, for places that reach no image registry: an air-gapped site with a Debian
# mirror, or continuous integration. Needs root, debootstrap and podman; takes about a minute and a half.
#
#     sh deploy/image/base.sh tocsin-base && buildah bud --build-arg BASE=localhost/tocsin-base -f deploy/Dockerfile .
#
# Debian 12 ships Python 3.11. The base trusts the certificate authorities that this machine trusts.
set -eu
name=$1
folder=$(mktemp -d)
trap 'umount "$folder"; rmdir "$folder"' EXIT
mount -t tmpfs -o size=1g,mode=700 tocsin-base "$folder" # dpkg waits for the disk after each file; memory is quick
debootstrap --variant=minbase --include=python3,python3-venv,python3-pip,ca-certificates bookworm "$folder/root" >"$folder/log" ||
    { tail -n 20 "$folder/log" >&2; exit 1; }
cp /etc/ssl/certs/ca-certificates.crt "$folder/root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$folder"/root/var/cache/apt/archives/*.deb "$folder"/root/var/lib/apt/lists/* "$folder"/root/usr/share/doc \
    "$folder"/root/usr/share/man "$folder"/root/usr/share/locale
tar -C "$folder/root" -c . | podman --storage-driver vfs import -q - "$name" >/dev/null
