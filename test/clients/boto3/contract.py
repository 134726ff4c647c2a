"""The contract by boto3: see ../contract.ts for what it prints, and what that has to be."""
import gzip, json, os
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

run, bucket, folder = (os.environ["CONTRACT_" + name] for name in ("RUN", "BUCKET", "DATA"))
config = Config(retries={"max_attempts": 1})
client = dict(endpoint_url=os.environ.get("CONTRACT_ENDPOINT") or None, config=config)
s3, ml = boto3.client("s3", **client), boto3.client("machinelearning", **client)
errors = {}


def refused(call, **request):
    try:
        call(**request)
    except ClientError as error:
        name = error.response["Error"]["Code"]
        assert isinstance(error, getattr(ml.exceptions, name)), name
        errors[name] = error.response["ResponseMetadata"]["HTTPStatusCode"]


def wait(name):
    waiter = ml.get_waiter(name)
    waiter.wait(FilterVariable="Name", EQ=run, WaiterConfig=dict(Delay=1, MaxAttempts=600))


schema = open(folder + "/schema.json").read()
s3.upload_file(folder + "/colors.csv", bucket, run + "/colors.csv")
train, held, model, evaluation, batch = (run + "-" + kind for kind in ("train", "held", "ml", "ev", "bp"))


def source(id, complement, **more):
    rearrangement = {"splitting": {"percentBegin": 0, "percentEnd": 70, "strategy": "random", "complement": complement}}
    spec = dict(DataLocationS3=f"s3://{bucket}/{run}/colors.csv", DataSchema=schema, DataRearrangement=json.dumps(rearrangement))
    return dict(DataSourceId=id, DataSourceName=run, DataSpec=spec, ComputeStatistics=True, **more)


ml.create_data_source_from_s3(**source(train, "false"))
ml.create_data_source_from_s3(**source(held, "true"))
ml.create_data_source_from_s3(**source(train, "false"))  # A repeat.
refused(ml.create_data_source_from_s3, **source(train, "true"))
trained = dict(MLModelName=run, MLModelType="MULTICLASS", TrainingDataSourceId=train, Parameters={"sgd.shuffleType": "auto"})
ml.create_ml_model(MLModelId=model, **trained)
refused(ml.create_ml_model, MLModelId="not an id", **trained)
ml.create_evaluation(EvaluationId=evaluation, EvaluationName=run, MLModelId=model, EvaluationDataSourceId=held)
ml.create_batch_prediction(
    BatchPredictionId=batch, BatchPredictionName=run, MLModelId=model, BatchPredictionDataSourceId=held,
    OutputUri=f"s3://{bucket}/{run}/")
for name in ("data_source_available", "ml_model_available", "evaluation_available", "batch_prediction_available"):
    wait(name)
pages = list(ml.get_paginator("describe_data_sources").paginate(FilterVariable="Name", EQ=run, PaginationConfig=dict(PageSize=1)))
performance = ml.get_evaluation(EvaluationId=evaluation)["PerformanceMetrics"]["Properties"]
manifest = json.loads(s3.get_object(Bucket=bucket, Key=f"{run}/batch-prediction/{batch}.manifest")["Body"].read())
key = list(manifest.values())[0].split("/", 3)[3]
lines = gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).decode().splitlines()
refused(ml.get_ml_model, MLModelId="no-such-model")
endpoint = ml.get_ml_model(MLModelId=model)["EndpointInfo"]
asked = dict(MLModelId=model, Record={"color": "red"})
refused(ml.predict, PredictEndpoint=os.environ.get("CONTRACT_ENDPOINT") or "https://realtime.machinelearning.us-east-1.amazonaws.com", **asked)
endpoint = ml.create_realtime_endpoint(MLModelId=model)["RealtimeEndpointInfo"]
while endpoint["EndpointStatus"] != "READY":
    endpoint = ml.get_ml_model(MLModelId=model)["EndpointInfo"]
prediction = ml.predict(PredictEndpoint=endpoint["EndpointUrl"], **asked)["Prediction"]
for _ in range(int(os.environ.get("CONTRACT_PEAK", "0"))):
    refused(ml.predict, PredictEndpoint=endpoint["EndpointUrl"], **asked)
of = dict(ResourceId=model, ResourceType="MLModel")
ml.add_tags(Tags=[dict(Key="team", Value="a")], **of)
refused(ml.add_tags, Tags=[dict(Key="aws:team", Value="a")], **of)
refused(ml.add_tags, Tags=[dict(Key=str(i), Value="a") for i in range(51)], **of)
tags = ml.describe_tags(**of)["Tags"]
ml.update_ml_model(MLModelId=model, MLModelName=run + "-new")
name = ml.get_ml_model(MLModelId=model)["Name"]
ml.delete_realtime_endpoint(MLModelId=model)
ml.delete_batch_prediction(BatchPredictionId=batch)
ml.delete_evaluation(EvaluationId=evaluation)
ml.delete_ml_model(MLModelId=model)
for id in (train, held):
    ml.delete_data_source(DataSourceId=id)
left = ml.describe_data_sources(FilterVariable="Name", EQ=run)["Results"]
for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=run + "/"):
    for found in page["Contents"]:
        s3.delete_object(Bucket=bucket, Key=found["Key"])
print(json.dumps(dict(
    pages=len(pages), metrics=list(performance), header=lines[0], rows=len(lines) - 1,
    label=prediction["predictedLabel"], scores=sorted(prediction["predictedScores"]), details=prediction["details"],
    tags={tag["Key"]: tag["Value"] for tag in tags}, renamed=name == run + "-new", left=len(left), errors=errors)))
