#!/bin/sh
# Remove from a virtual environment what no process of the image opens: debug symbols, tests, C sources, and the locale
# tables of babel (courlan reads their names only). Libraries bundled by wheels in *.libs were rewritten by patchelf,
# which strip can damage, so they stay.
#
#     sh slim.sh /opt/tocsin
set -eu
packages=$(echo "$1"/lib/python3*/site-packages)
find "$packages" -type f -name '*.so*' ! -path '*.libs/*' -exec strip --strip-unneeded {} +
find "$packages" -depth -type d \( -name tests -o -name test -o -name __pycache__ \) -exec rm -rf {} +
find "$packages" -type f \( -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' -o -name '*.pyx' -o -name '*.pxd' \
    -o -name '*.pyi' -o -name '*.exe' \) -delete
find "$packages/babel/locale-data" -name '*.dat' ! -name 'en.dat' ! -name 'root.dat' -delete
