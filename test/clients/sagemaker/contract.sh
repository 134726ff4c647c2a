# SageMaker by the AWS CLI: prints how the job and the endpoint are, two predictions, and what is said of what is gone.
set -euo pipefail
image=683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5
role=arn:aws:iam::123456789012:role/any
run=$CONTRACT_RUN
channel() {
  echo "{\"ChannelName\":\"$1\",\"ContentType\":\"text/csv\",\"DataSource\":{\"S3DataSource\":{\"S3DataType\":\"S3Prefix\",\"S3Uri\":\"s3://$CONTRACT_BUCKET/$run/$1/\"}}}"
}
aws sagemaker create-training-job --training-job-name "$run" --role-arn $role \
  --algorithm-specification TrainingImage=$image,TrainingInputMode=File \
  --hyper-parameters num_round=10,objective=binary:logistic \
  --input-data-config "[$(channel train),$(channel validation)]" \
  --output-data-config "S3OutputPath=s3://$CONTRACT_BUCKET/$run" \
  --resource-config InstanceType=ml.m5.large,InstanceCount=1,VolumeSizeInGB=1 \
  --stopping-condition MaxRuntimeInSeconds=600 > /dev/null
until [[ $(aws sagemaker describe-training-job --training-job-name "$run" --query TrainingJobStatus --output text) != InProgress ]]; do sleep 1; done
aws sagemaker describe-training-job --training-job-name "$run" --query TrainingJobStatus --output text
url=$(aws sagemaker describe-training-job --training-job-name "$run" --query ModelArtifacts.S3ModelArtifacts --output text)
aws sagemaker create-model --model-name "$run" --execution-role-arn $role --primary-container "Image=$image,ModelDataUrl=$url" > /dev/null
aws sagemaker create-endpoint-config --endpoint-config-name "$run" \
  --production-variants "VariantName=v,ModelName=$run,InstanceType=ml.m5.large,InitialInstanceCount=1" > /dev/null
aws sagemaker create-endpoint --endpoint-name "$run" --endpoint-config-name "$run" > /dev/null
until [[ $(aws sagemaker describe-endpoint --endpoint-name "$run" --query EndpointStatus --output text) != Creating ]]; do sleep 1; done
aws sagemaker describe-endpoint --endpoint-name "$run" --query EndpointStatus --output text
for row in 0.9,0.1 0.1,0.9; do
  aws sagemaker-runtime invoke-endpoint --endpoint-name "$run" --content-type text/csv \
    --body "$row" "$CONTRACT_DATA/$run.out" > /dev/null
  cat "$CONTRACT_DATA/$run.out"
  echo
done
aws sagemaker delete-endpoint --endpoint-name "$run"
aws sagemaker delete-endpoint-config --endpoint-config-name "$run"
aws sagemaker delete-model --model-name "$run"
sleep 2
(aws sagemaker describe-endpoint --endpoint-name "$run" 2>&1 || true) | grep -o "Could not find endpoint"
