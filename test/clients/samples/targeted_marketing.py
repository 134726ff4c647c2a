"""AWS's sample of targeted marketing, written anew from what it does: learn who takes an offer, set a threshold, predict the rest."""
import gzip, json, os, sys, time
import boto3
import bank

bucket = sys.argv[1]
s3, ml = boto3.client("s3"), boto3.client("machinelearning")
for key, body in (("banking.csv", bank.table(3000, 1)), ("banking-batch.csv", bank.table(500, 2)), ("banking.csv.schema", bank.schema), ("recipe.json", bank.recipe)):
    s3.put_object(Bucket=bucket, Key="marketing/" + key, Body=body.encode())
stamp = f"{time.time_ns():x}"


def source(kind, key, begin, end):
    spec = {"DataLocationS3": f"s3://{bucket}/marketing/{key}", "DataSchemaLocationS3": f"s3://{bucket}/marketing/banking.csv.schema"}
    spec["DataRearrangement"] = json.dumps({"splitting": {"percentBegin": begin, "percentEnd": end}})
    ml.create_data_source_from_s3(DataSourceId=f"ds-{kind}-{stamp}", DataSourceName=f"marketing {kind}", DataSpec=spec, ComputeStatistics=kind == "train")
    return f"ds-{kind}-{stamp}"


def poll(get, **id):
    delay = 0.1
    while (entity := get(**id))["Status"] not in ("COMPLETED", "FAILED", "INVALID"):
        time.sleep(delay)
        delay = min(delay * 1.1, 2)
    assert entity["Status"] == "COMPLETED", entity["Message"]
    return entity


train, evaluation = source("train", "banking.csv", 0, 70), source("evaluation", "banking.csv", 70, 100)
model = "ml-" + stamp
ml.create_ml_model(
    MLModelId=model, MLModelName="marketing", MLModelType="BINARY", TrainingDataSourceId=train,
    RecipeUri=f"s3://{bucket}/marketing/recipe.json", Parameters={"sgd.maxPasses": "100", "sgd.maxMLModelSizeInBytes": "104857600", "sgd.l2RegularizationAmount": "1e-4"})
ml.create_evaluation(EvaluationId="ev-" + stamp, EvaluationName="marketing", MLModelId=model, EvaluationDataSourceId=evaluation)
poll(ml.get_ml_model, MLModelId=model)
auc = float(poll(ml.get_evaluation, EvaluationId="ev-" + stamp)["PerformanceMetrics"]["Properties"]["BinaryAUC"])

ml.update_ml_model(MLModelId=model, ScoreThreshold=0.77)
ml.create_batch_prediction(
    BatchPredictionId="bp-" + stamp, BatchPredictionName="marketing", MLModelId=model,
    BatchPredictionDataSourceId=source("batch", "banking-batch.csv", 0, 100), OutputUri=f"s3://{bucket}/marketing")
poll(ml.get_batch_prediction, BatchPredictionId="bp-" + stamp)
key = f"marketing/batch-prediction/result/bp-{stamp}-banking-batch.csv.gz"
header, *lines = gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).decode().splitlines()
answers = [line.split(",") for line in lines]
assert all((answer == "1") == (float(score) >= 0.77) for _, answer, score in answers)
print(json.dumps(dict(auc=auc, header=header, rows=len(lines), called=sum(answer == "1" for _, answer, _ in answers))))
