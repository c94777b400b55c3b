#!/bin/sh
# Renders icon.svg into the formats that the installers take; run it after every change of the drawing.
# Needs: apt-get install librsvg2-bin imagemagick icnsutils
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for size in 16 24 32 48 64 128 256 512 1024; do
  rsvg-convert --width "$size" --height "$size" icon.svg --output "$work/$size.png"
done

cp "$work/512.png" icon.png
# Pictures up to 64 px are plain bitmaps, which every Windows dialog reads; the large ones are PNG to stay small.
/usr/bin/convert "$work/16.png" "$work/24.png" "$work/32.png" "$work/48.png" "$work/64.png" "$work/128.png" "$work/256.png" icon.ico
png2icns icon.icns "$work/16.png" "$work/32.png" "$work/48.png" "$work/128.png" "$work/256.png" "$work/512.png" "$work/1024.png"
