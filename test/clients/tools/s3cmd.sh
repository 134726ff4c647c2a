#!/bin/bash
# A folder there and back by s3cmd. Arguments: the folder, a bucket that is made.
set -euo pipefail
back=$(mktemp -d)
trap 'rm -rf "$back"' EXIT
host=${AWS_ENDPOINT_URL#http://}
echo '{"Statement": []}' >"$back.json"
run() { s3cmd -q -c /dev/null --no-ssl --host "$host" --host-bucket "$host" "$@"; }
run mb "s3://$2"
run sync "$1/" "s3://$2/a/" --multipart-chunk-size-mb=5
run cp -r "s3://$2/a/" "s3://$2/b/"
run setpolicy "$back.json" "s3://$2"
run info "s3://$2" "s3://$2/a/big.bin"
run sync "s3://$2/b/" "$back/"
diff -r "$1" "$back"
run del -r --force "s3://$2"
run rb "s3://$2"
rm "$back.json"
