"""SageMaker by boto3: trains, looks, serves, updates, deletes; what it prints has to be as the test says."""
import hashlib, io, json, os, tarfile, time
import boto3
import numpy as np
import xgboost as xgb
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

run, bucket, folder = (os.environ["CONTRACT_" + name] for name in ("RUN", "BUCKET", "DATA"))
config = Config(retries={"max_attempts": 1})
s3, sagemaker, runtime = (boto3.client(name, config=config) for name in ("s3", "sagemaker", "sagemaker-runtime"))
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5"
ROLE = "arn:aws:iam::123456789012:role/any"
PARAMETERS = {"objective": "binary:logistic", "max_depth": "4", "eta": "0.3", "seed": "1"}
told, errors = {}, {}


def refused(call, **request):
    try:
        call(**request)
    except ClientError as error:
        errors[error.response["Error"]["Code"]] = error.response["ResponseMetadata"]["HTTPStatusCode"]


def channel(name):
    place = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/{run}/{name}/"}
    return {"ChannelName": name, "ContentType": "text/csv", "DataSource": {"S3DataSource": place}}


def train(name, rounds="10"):
    return sagemaker.create_training_job(
        TrainingJobName=name,
        RoleArn=ROLE,
        AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        HyperParameters={"num_round": rounds, "eval_metric": "auc,accuracy", **PARAMETERS},
        InputDataConfig=[channel("train"), channel("validation")],
        OutputDataConfig={"S3OutputPath": f"s3://{bucket}/{run}"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        StoppingCondition={"MaxRuntimeInSeconds": 600},
        Tags=[{"Key": "run", "Value": run}],
    )["TrainingJobArn"]


def serve(name, url):
    container = {"Image": IMAGE, "ModelDataUrl": url}
    sagemaker.create_model(ModelName=name, PrimaryContainer=container, ExecutionRoleArn=ROLE)
    variant = {"VariantName": "v", "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])


def wait(name, **request):
    sagemaker.get_waiter(name).wait(WaiterConfig={"Delay": 1, "MaxAttempts": 60}, **request)


def invoke(endpoint, rows):
    body = "\n".join(",".join("" if cell != cell else repr(float(cell)) for cell in row) for row in rows)
    answer = runtime.invoke_endpoint(EndpointName=endpoint, ContentType="text/csv", Body=body)
    return np.array([float(line) for line in answer["Body"].read().decode().split("\n")])


def apart(a, b):
    return float(np.abs(np.asarray(a) - np.asarray(b)).max())


def tarred(model):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        entry = tarfile.TarInfo("xgboost-model")
        entry.size = len(model)
        tar.addfile(entry, io.BytesIO(model))
    return file.getvalue()


for name in ("train", "validation"):
    s3.upload_file(f"{folder}/{name}.csv", bucket, f"{run}/{name}/rows.csv")
job, endpoint = f"{run}-job", f"{run}-endpoint"
arn = train(job)
wait("training_job_completed_or_stopped", TrainingJobName=job)
described = sagemaker.describe_training_job(TrainingJobName=job)
told["status"] = described["TrainingJobStatus"], described["SecondaryStatus"]
told["tags"] = sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "run", "Value": run}]
pages = sagemaker.get_paginator("list_training_jobs").paginate(NameContains=run, PaginationConfig={"PageSize": 1})
told["listed"] = [one["TrainingJobName"] for page in pages for one in page["TrainingJobSummaries"]] == [job]

# What is left is byte for byte what Python's XGBoost saves of the same file and parameters.
url = described["ModelArtifacts"]["S3ModelArtifacts"]
archive = s3.get_object(Bucket=bucket, Key=url.split("/", 3)[3])["Body"].read()
with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
    told["files"] = tar.getnames()
    model = tar.extractfile("xgboost-model").read()
matrix = {name: xgb.DMatrix(f"{folder}/{name}.csv?format=csv&label_column=0&delimiter=,") for name in ("train", "validation")}
own = xgb.train({**PARAMETERS, "nthread": 1}, matrix["train"], 10)
own.save_model(f"{folder}/own.ubj")
told["same"] = hashlib.md5(model).hexdigest() == hashlib.md5(open(f"{folder}/own.ubj", "rb").read()).hexdigest()
metrics = {one["MetricName"]: one["Value"] for one in described["FinalMetricDataList"]}
predicted = own.predict(matrix["validation"])
right = float(((predicted > 0.5) == (matrix["validation"].get_label() == 1)).mean())
told["accuracy"] = abs(metrics["validation:accuracy"] - right) < 1e-5
open(f"{folder}/{os.environ['CONTRACT_MODEL']}", "wb").write(model)

# It is served, and so is one that Python has trained.
serve(job, url)
sagemaker.create_endpoint(EndpointName=endpoint, EndpointConfigName=job)
wait("endpoint_in_service", EndpointName=endpoint)
rows = np.genfromtxt(f"{folder}/validation.csv", delimiter=",", dtype=np.float32)[:, 1:]
told["served"] = apart(invoke(endpoint, rows), own.predict(xgb.DMatrix(rows))) < 1e-6
other = xgb.train({**PARAMETERS, "max_depth": 2, "nthread": 1}, matrix["train"], 7)
s3.put_object(Bucket=bucket, Key=f"{run}/other.tar.gz", Body=tarred(bytes(other.save_raw("ubj"))))
serve(f"{run}-other", f"s3://{bucket}/{run}/other.tar.gz")
sagemaker.update_endpoint(EndpointName=endpoint, EndpointConfigName=f"{run}-other")
wait("endpoint_in_service", EndpointName=endpoint)
told["config"] = sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointConfigName"] == f"{run}-other"
told["updated"] = apart(invoke(endpoint, rows), other.predict(xgb.DMatrix(rows))) < 1e-6

refused(train, name=job)
refused(sagemaker.describe_endpoint, EndpointName="none")
refused(runtime.invoke_endpoint, EndpointName="none", Body=b"1")
refused(runtime.invoke_endpoint, EndpointName=endpoint, Body=b"{}", ContentType="application/json")
train(f"{run}-long", rounds="1000000")
sagemaker.stop_training_job(TrainingJobName=f"{run}-long")
begin = time.time()
wait("training_job_completed_or_stopped", TrainingJobName=f"{run}-long")
told["stopped"] = sagemaker.describe_training_job(TrainingJobName=f"{run}-long")["TrainingJobStatus"], time.time() - begin < 2
try:
    wait("endpoint_in_service", EndpointName="none")
except WaiterError as error:
    told["waiter"] = "ValidationException" in str(error)

sagemaker.delete_endpoint(EndpointName=endpoint)
wait("endpoint_deleted", EndpointName=endpoint)
for name in (job, f"{run}-other"):
    sagemaker.delete_endpoint_config(EndpointConfigName=name)
    sagemaker.delete_model(ModelName=name)
for name in (job, f"{run}-long"):
    sagemaker.delete_training_job(TrainingJobName=name)
left = [sagemaker.list_training_jobs, sagemaker.list_models, sagemaker.list_endpoint_configs, sagemaker.list_endpoints]
told["left"] = sum(len(value) for call in left for value in call(NameContains=run).values() if isinstance(value, list))
print(json.dumps({**told, "errors": errors}))
