#!/bin/bash
# A folder there and back by rclone. Arguments: the folder, a bucket that is made.
set -euo pipefail
back=$(mktemp -d)
trap 'rm -rf "$back"' EXIT
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_LOCAL_TYPE=s3 RCLONE_CONFIG_LOCAL_PROVIDER=Other RCLONE_CONFIG_LOCAL_ENV_AUTH=true
export RCLONE_CONFIG_LOCAL_ENDPOINT=$AWS_ENDPOINT_URL RCLONE_CONFIG_LOCAL_REGION=us-east-1
parts="--s3-chunk-size 5M --s3-upload-cutoff 10M"
rclone -q mkdir "local:$2"
rclone -q sync "$1" "local:$2/a" $parts
rclone -q check "$1" "local:$2/a"
rclone -q copy "local:$2/a" "local:$2/b"
rclone -q copy "local:$2/b" "$back"
diff -r "$1" "$back"
rclone -q purge "local:$2"
