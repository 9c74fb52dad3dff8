#!/bin/sh
# Tells nginx which proxies in front of it say who their clients are: the addresses and ranges of TRUSTED_PROXIES, as
# the API reads them (config.ts). Without any, the client is whoever connects.
set -eu
{
  for proxy in $(printf %s "${TRUSTED_PROXIES:-}" | tr ',' ' '); do
    case $proxy in
      loopback) ranges='127.0.0.0/8 ::1' ;;
      linklocal) ranges='169.254.0.0/16 fe80::/10' ;;
      uniquelocal) ranges='10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7' ;;
      *) ranges=$proxy ;;
    esac
    for range in $ranges; do echo "set_real_ip_from $range;"; done
  done
} > "${1:-/tmp}/trusted-proxies.conf"
