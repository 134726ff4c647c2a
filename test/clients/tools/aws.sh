#!/bin/bash
# A folder there and back by the AWS CLI. Arguments: the folder, a bucket that is made.
set -euo pipefail
back=$(mktemp -d)
trap 'rm -rf "$back"' EXIT
aws s3 mb "s3://$2" >/dev/null
aws s3 sync "$1" "s3://$2/a" --quiet
aws s3 cp "s3://$2/a" "s3://$2/b" --recursive --quiet
aws s3 mv "s3://$2/b/big.bin" "s3://$2/b/moved.bin" --quiet
aws s3 mv "s3://$2/b/moved.bin" "s3://$2/b/big.bin" --quiet
aws s3 sync "s3://$2/b" "$back" --quiet
diff -r "$1" "$back"
aws s3api put-object-acl --bucket "$2" --key a/big.bin --acl private
aws s3 rb "s3://$2" --force >"$back/log"
