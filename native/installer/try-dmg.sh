#!/bin/sh
# Installs Puente from a DMG on this Mac, takes a charge to paid with it, and removes it. With MUST_SIGN=true it must be signed
# and notarized.   native/installer/try-dmg.sh FILE.dmg
set -eu
mount=$(mktemp -d)
hdiutil attach -nobrowse -mountpoint "$mount" "$1"
cp -R "$mount/Puente.app" /Applications/
hdiutil detach "$mount"
if [ "${MUST_SIGN:-false}" = true ]; then
  codesign --verify --deep --strict /Applications/Puente.app
  spctl --assess --type execute /Applications/Puente.app
fi
node "$(dirname "$0")/try-installed.mjs" /Applications/Puente.app/Contents/MacOS/Puente
rm -rf /Applications/Puente.app
