"""AWS's sample of k-fold cross-validation, written anew from what it does: as many models as folds, each judged on its own."""
import json, sys, time
import boto3
import bank

bucket, folds = sys.argv[1], 4
s3, ml = boto3.client("s3"), boto3.client("machinelearning")
s3.put_object(Bucket=bucket, Key="folds/banking.csv", Body=bank.table(2000, 3).encode())
stamp = f"{time.time_ns():x}"


def source(id, fold, complement):
    splitting = dict(percentBegin=fold * 100 // folds, percentEnd=(fold + 1) * 100 // folds, strategy="random", complement=str(complement).lower())
    splitting["strategyParams"] = dict(randomSeed="RANDOMSEED")
    spec = dict(DataLocationS3=f"s3://{bucket}/folds/banking.csv", DataSchema=bank.schema, DataRearrangement=json.dumps(dict(splitting=splitting)))
    ml.create_data_source_from_s3(DataSourceId=id, DataSourceName=id, DataSpec=spec, ComputeStatistics=complement)


for fold in range(folds):
    train, held, model, evaluation = (f"{kind}-{stamp}-{fold}" for kind in ("train", "held", "ml", "ev"))
    source(train, fold, True)
    source(held, fold, False)
    ml.create_ml_model(MLModelId=model, MLModelName=model, MLModelType="BINARY", TrainingDataSourceId=train, Recipe=bank.recipe)
    ml.create_evaluation(EvaluationId=evaluation, EvaluationName=f"folds {stamp}", MLModelId=model, EvaluationDataSourceId=held)
ml.get_waiter("evaluation_available").wait(FilterVariable="Name", EQ=f"folds {stamp}", WaiterConfig=dict(Delay=1))
found = [e for page in ml.get_paginator("describe_evaluations").paginate(FilterVariable="Name", EQ=f"folds {stamp}") for e in page["Results"]]
metrics = [float(e["PerformanceMetrics"]["Properties"]["BinaryAUC"]) for e in found]
mean = sum(metrics) / folds
print(json.dumps(dict(folds=len(metrics), mean=mean, deviation=(sum((m - mean) ** 2 for m in metrics) / folds) ** 0.5)))
