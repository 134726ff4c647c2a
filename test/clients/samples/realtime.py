"""AWS's sample of realtime predictions, written anew from what it does: mount a model by its name, answer each line, unmount it."""
import csv, json, sys, time
import boto3
from botocore.exceptions import ClientError
import bank

name = sys.argv[1]
ml = boto3.client("machinelearning")
# Names need not be unique: the newest is meant.
newest = ml.describe_ml_models(FilterVariable="Name", EQ=name, SortOrder="dsc")["Results"][0]
model = newest["MLModelId"]
endpoint = ml.create_realtime_endpoint(MLModelId=model)["RealtimeEndpointInfo"]["EndpointUrl"]


def predict(record):
    for _ in range(300):
        try:
            return ml.predict(MLModelId=model, Record=record, PredictEndpoint=endpoint)["Prediction"]
        except ml.exceptions.PredictorNotMountedException:
            time.sleep(0.1)
    raise TimeoutError(model)


right, scores = 0, []
for age, job, married, balance, note, took in bank.rows(200, 4):
    prediction = predict(dict(age=str(age), job=job, married=married, balance=str(balance), note=note))
    label = prediction["predictedLabel"]
    scores.append(prediction["predictedScores"][label])
    right += label == str(took)
assert predict({})["predictedLabel"] in ("0", "1")
assert ml.delete_realtime_endpoint(MLModelId=model)["RealtimeEndpointInfo"]["EndpointStatus"] == "NONE"
print(json.dumps(dict(right=right / len(scores), least=min(scores), most=max(scores))))
