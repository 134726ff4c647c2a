// The contract by the AWS SDK for Go 1: see ../contract.ts for what it prints, and what that has to be.
// Of the SDK for Go 2, the module of Amazon ML could not be had when this was written.
package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/request"
	"github.com/aws/aws-sdk-go/aws/session"
	ml "github.com/aws/aws-sdk-go/service/machinelearning"
	"github.com/aws/aws-sdk-go/service/s3"
	"github.com/aws/aws-sdk-go/service/s3/s3manager"
)

var (
	run      = os.Getenv("CONTRACT_RUN")
	bucket   = os.Getenv("CONTRACT_BUCKET")
	folder   = os.Getenv("CONTRACT_DATA")
	endpoint = os.Getenv("CONTRACT_ENDPOINT")
	met      = map[string]int{}
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(err error) { must(0, err) }

func refused[T any](_ T, err error) {
	if err == nil {
		return
	}
	failure, ok := err.(awserr.RequestFailure)
	if !ok || fmt.Sprintf("%T", err) != "*machinelearning."+failure.Code() {
		panic(err)
	}
	met[failure.Code()] = failure.StatusCode()
}

func main() {
	options := aws.NewConfig().WithMaxRetries(0).WithS3ForcePathStyle(true)
	if endpoint != "" {
		options = options.WithEndpoint(endpoint)
	}
	connection := must(session.NewSession(options))
	client, store := ml.New(connection), s3.New(connection)
	schema := string(must(os.ReadFile(folder + "/schema.json")))
	rows := must(os.Open(folder + "/colors.csv"))
	key := run + "/colors.csv"
	must(s3manager.NewUploader(connection).Upload(&s3manager.UploadInput{Bucket: &bucket, Key: &key, Body: rows}))
	id := func(kind string) *string { return aws.String(run + "-" + kind) }
	source := func(kind string, complement bool) (*ml.CreateDataSourceFromS3Output, error) {
		split := fmt.Sprintf(`{"splitting":{"percentBegin":0,"percentEnd":70,"strategy":"random","complement":%t}}`, complement)
		spec := &ml.S3DataSpec{DataLocationS3: aws.String("s3://" + bucket + "/" + key), DataSchema: &schema, DataRearrangement: &split}
		return client.CreateDataSourceFromS3(&ml.CreateDataSourceFromS3Input{
			DataSourceId: id(kind), DataSourceName: &run, DataSpec: spec, ComputeStatistics: aws.Bool(true)})
	}
	must(source("train", false))
	must(source("held", true))
	must(source("train", false))
	refused(source("train", true))
	train := func(model *string) (*ml.CreateMLModelOutput, error) {
		return client.CreateMLModel(&ml.CreateMLModelInput{MLModelId: model, MLModelName: &run, MLModelType: aws.String("MULTICLASS"),
			TrainingDataSourceId: id("train"), Parameters: map[string]*string{"sgd.shuffleType": aws.String("auto")}})
	}
	must(train(id("ml")))
	refused(train(aws.String("not an id")))
	must(client.CreateEvaluation(&ml.CreateEvaluationInput{EvaluationId: id("ev"), EvaluationName: &run, MLModelId: id("ml"), EvaluationDataSourceId: id("held")}))
	must(client.CreateBatchPrediction(&ml.CreateBatchPredictionInput{BatchPredictionId: id("bp"), BatchPredictionName: &run, MLModelId: id("ml"),
		BatchPredictionDataSourceId: id("held"), OutputUri: aws.String("s3://" + bucket + "/" + run + "/")}))

	context := aws.BackgroundContext()
	each := request.WithWaiterDelay(request.ConstantWaiterDelay(time.Second))
	name := aws.String("Name")
	check(client.WaitUntilDataSourceAvailableWithContext(context, &ml.DescribeDataSourcesInput{FilterVariable: name, EQ: &run}, each))
	check(client.WaitUntilMLModelAvailableWithContext(context, &ml.DescribeMLModelsInput{FilterVariable: name, EQ: &run}, each))
	check(client.WaitUntilEvaluationAvailableWithContext(context, &ml.DescribeEvaluationsInput{FilterVariable: name, EQ: &run}, each))
	check(client.WaitUntilBatchPredictionAvailableWithContext(context, &ml.DescribeBatchPredictionsInput{FilterVariable: name, EQ: &run}, each))
	pages := 0
	check(client.DescribeDataSourcesPages(&ml.DescribeDataSourcesInput{FilterVariable: name, EQ: &run, Limit: aws.Int64(1)},
		func(*ml.DescribeDataSourcesOutput, bool) bool { pages++; return true }))

	metrics := []string{}
	for metric := range must(client.GetEvaluation(&ml.GetEvaluationInput{EvaluationId: id("ev")})).PerformanceMetrics.Properties {
		metrics = append(metrics, metric)
	}
	read := func(key string) io.Reader {
		return must(store.GetObject(&s3.GetObjectInput{Bucket: &bucket, Key: &key})).Body
	}
	manifest := map[string]string{}
	check(json.NewDecoder(read(run + "/batch-prediction/" + run + "-bp.manifest")).Decode(&manifest))
	var lines []string
	for _, url := range manifest {
		text := must(io.ReadAll(must(gzip.NewReader(read(strings.SplitN(url, "/", 4)[3])))))
		lines = strings.Split(strings.TrimSpace(string(text)), "\n")
	}

	model := func() *ml.GetMLModelOutput { return must(client.GetMLModel(&ml.GetMLModelInput{MLModelId: id("ml")})) }
	refused(client.GetMLModel(&ml.GetMLModelInput{MLModelId: aws.String("no-such-model")}))
	predict := func(at string) (*ml.PredictOutput, error) {
		return client.Predict(&ml.PredictInput{MLModelId: id("ml"), Record: map[string]*string{"color": aws.String("red")}, PredictEndpoint: &at})
	}
	realtime := endpoint
	if realtime == "" {
		realtime = "https://realtime.machinelearning.us-east-1.amazonaws.com"
	}
	refused(predict(realtime))
	must(client.CreateRealtimeEndpoint(&ml.CreateRealtimeEndpointInput{MLModelId: id("ml")}))
	for *model().EndpointInfo.EndpointStatus != ml.RealtimeEndpointStatusReady {
	}
	url := *model().EndpointInfo.EndpointUrl
	prediction := must(predict(url)).Prediction
	scores := []string{}
	for label := range prediction.PredictedScores {
		scores = append(scores, label)
	}
	sort.Strings(scores)
	peak, _ := strconv.Atoi(os.Getenv("CONTRACT_PEAK"))
	for i := 0; i < peak; i++ {
		refused(predict(url))
	}

	resource := aws.String("MLModel")
	tag := func(keys ...string) (*ml.AddTagsOutput, error) {
		tags := []*ml.Tag{}
		for _, key := range keys {
			tags = append(tags, &ml.Tag{Key: aws.String(key), Value: aws.String("a")})
		}
		return client.AddTags(&ml.AddTagsInput{ResourceId: id("ml"), ResourceType: resource, Tags: tags})
	}
	must(tag("team"))
	refused(tag("aws:team"))
	many := []string{}
	for i := 0; i < 51; i++ {
		many = append(many, strconv.Itoa(i))
	}
	refused(tag(many...))
	tags := map[string]string{}
	for _, found := range must(client.DescribeTags(&ml.DescribeTagsInput{ResourceId: id("ml"), ResourceType: resource})).Tags {
		tags[*found.Key] = *found.Value
	}
	must(client.UpdateMLModel(&ml.UpdateMLModelInput{MLModelId: id("ml"), MLModelName: id("new")}))
	renamed := *model().Name == run+"-new"

	must(client.DeleteRealtimeEndpoint(&ml.DeleteRealtimeEndpointInput{MLModelId: id("ml")}))
	must(client.DeleteBatchPrediction(&ml.DeleteBatchPredictionInput{BatchPredictionId: id("bp")}))
	must(client.DeleteEvaluation(&ml.DeleteEvaluationInput{EvaluationId: id("ev")}))
	must(client.DeleteMLModel(&ml.DeleteMLModelInput{MLModelId: id("ml")}))
	for _, kind := range []string{"train", "held"} {
		must(client.DeleteDataSource(&ml.DeleteDataSourceInput{DataSourceId: id(kind)}))
	}
	left := must(client.DescribeDataSources(&ml.DescribeDataSourcesInput{FilterVariable: name, EQ: &run})).Results
	check(s3manager.NewBatchDelete(connection).Delete(context,
		s3manager.NewDeleteListIterator(store, &s3.ListObjectsInput{Bucket: &bucket, Prefix: aws.String(run + "/")})))
	details := aws.StringValueMap(prediction.Details)
	fmt.Println(string(must(json.Marshal(map[string]any{
		"pages": pages, "metrics": metrics, "header": lines[0], "rows": len(lines) - 1, "label": *prediction.PredictedLabel,
		"scores": scores, "details": details, "tags": tags, "renamed": renamed, "left": len(left), "errors": met}))))
}
