#!/bin/sh
# Tells nginx who takes the payments (PAYMENT_PROVIDER): the pages of Stripe's cards may load Stripe's script.
set -eu
case ${PAYMENT_PROVIDER:-simulated} in
  stripe) provider=stripe ;;
  *) provider=simulated ;;
esac
echo "map \"\" \$payment_provider { default $provider; }" > "${1:-/tmp}/payment-provider.conf"
