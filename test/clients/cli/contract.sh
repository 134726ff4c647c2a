#!/bin/bash
# The contract by the AWS CLI: see ../contract.ts for what it prints, and what that has to be.
set -euo pipefail
run=$CONTRACT_RUN bucket=$CONTRACT_BUCKET
export AWS_MAX_ATTEMPTS=1
aws() { command aws ${CONTRACT_ENDPOINT:+--endpoint-url "$CONTRACT_ENDPOINT"} "$@"; }
ml() { aws machinelearning "$@"; }
errors=""
refused() {
  local text name
  if text=$("$@" 2>&1); then return; fi
  name=$(sed -n 's/.*An error occurred (\([A-Za-z]*\)).*/\1/p' <<<"$text")
  [ -n "$name" ] || { echo "$text" >&2; exit 1; }
  errors="$errors${errors:+,}\"$name\":400"
}

aws s3 cp --quiet "$CONTRACT_DATA/colors.csv" "s3://$bucket/$run/colors.csv"
schema=$(python3 -c 'import json,sys; print(json.dumps(open(sys.argv[1]).read()))' "$CONTRACT_DATA/schema.json")
source() {
  local split="{\\\"splitting\\\":{\\\"percentBegin\\\":0,\\\"percentEnd\\\":70,\\\"strategy\\\":\\\"random\\\",\\\"complement\\\":$2}}"
  ml create-data-source-from-s3 --data-source-id "$1" --data-source-name "$run" --compute-statistics --data-spec \
    "{\"DataLocationS3\":\"s3://$bucket/$run/colors.csv\",\"DataSchema\":$schema,\"DataRearrangement\":\"$split\"}" >/dev/null
}
train() {
  ml create-ml-model --ml-model-id "$1" --ml-model-name "$run" --ml-model-type MULTICLASS \
    --training-data-source-id "$run-train" --parameters sgd.shuffleType=auto >/dev/null
}
source "$run-train" false
source "$run-held" true
source "$run-train" false
refused source "$run-train" true
train "$run-ml"
refused train "not an id"
ml create-evaluation --evaluation-id "$run-ev" --evaluation-name "$run" --ml-model-id "$run-ml" \
  --evaluation-data-source-id "$run-held" >/dev/null
ml create-batch-prediction --batch-prediction-id "$run-bp" --batch-prediction-name "$run" --ml-model-id "$run-ml" \
  --batch-prediction-data-source-id "$run-held" --output-uri "s3://$bucket/$run/" >/dev/null
# The CLI's waiters ask every 30 s: most is done by the time that the first of them asks again.
for waiter in data-source-available ml-model-available evaluation-available batch-prediction-available; do
  ml wait "$waiter" --filter-variable Name --eq "$run"
done
pages=$(ml describe-data-sources --filter-variable Name --eq "$run" --page-size 1 --query 'length(Results)')
metrics=$(ml get-evaluation --evaluation-id "$run-ev" --query 'keys(PerformanceMetrics.Properties)' --output json | tr -d ' \n')
url=$(aws s3 cp --quiet "s3://$bucket/$run/batch-prediction/$run-bp.manifest" - | sed 's/.*":"\(.*\)"}/\1/')
lines=$(aws s3 cp --quiet "$url" - | gunzip)
refused ml get-ml-model --ml-model-id no-such-model
predict() { ml predict --ml-model-id "$run-ml" --record color=red --predict-endpoint "$1" --output json --query Prediction; }
refused predict "${CONTRACT_ENDPOINT:-https://realtime.machinelearning.us-east-1.amazonaws.com}"
ml create-realtime-endpoint --ml-model-id "$run-ml" >/dev/null
until [ "$(ml get-ml-model --ml-model-id "$run-ml" --query EndpointInfo.EndpointStatus --output text)" = READY ]; do sleep 1; done
endpoint=$(ml get-ml-model --ml-model-id "$run-ml" --query EndpointInfo.EndpointUrl --output text)
prediction=$(predict "$endpoint" | tr -d ' \n')
tag() { ml add-tags --resource-id "$run-ml" --resource-type MLModel --tags "$@" >/dev/null; }
tag Key=team,Value=a
refused tag Key=aws:team,Value=a
refused tag $(seq -f 'Key=%g,Value=a' 51)
tags=$(ml describe-tags --resource-id "$run-ml" --resource-type MLModel --query 'Tags[].Value' --output text)
ml update-ml-model --ml-model-id "$run-ml" --ml-model-name "$run-new" >/dev/null
name=$(ml get-ml-model --ml-model-id "$run-ml" --query Name --output text)
ml delete-realtime-endpoint --ml-model-id "$run-ml" >/dev/null
ml delete-batch-prediction --batch-prediction-id "$run-bp" >/dev/null
ml delete-evaluation --evaluation-id "$run-ev" >/dev/null
ml delete-ml-model --ml-model-id "$run-ml" >/dev/null
for id in train held; do ml delete-data-source --data-source-id "$run-$id" >/dev/null; done
left=$(ml describe-data-sources --filter-variable Name --eq "$run" --query 'length(Results)')
aws s3 rm --quiet --recursive "s3://$bucket/$run/"
python3 - "$prediction" <<PYTHON
import json, sys
prediction = json.loads(sys.argv[1])
print(json.dumps(dict(
    pages=$pages, metrics=$metrics, header="$(head -1 <<<"$lines")", rows=$(($(wc -l <<<"$lines") - 1)),
    label=prediction["predictedLabel"], scores=sorted(prediction["predictedScores"]), details=prediction["details"],
    tags=dict(team="$tags"), renamed="$name" == "$run-new", left=$left, errors={$errors})))
PYTHON
