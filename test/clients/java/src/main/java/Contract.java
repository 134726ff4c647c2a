import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.retry.backoff.FixedDelayBackoffStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.services.machinelearning.MachineLearningClient;
import software.amazon.awssdk.services.machinelearning.MachineLearningClientBuilder;
import software.amazon.awssdk.services.machinelearning.model.*;
import software.amazon.awssdk.services.machinelearning.waiters.MachineLearningWaiter;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** The contract by the AWS SDK for Java 2: see ../contract.ts for what it prints, and what that has to be. */
public class Contract {
  static final Map<String, String> environment = System.getenv();
  static final String run = environment.get("CONTRACT_RUN");
  static final String bucket = environment.get("CONTRACT_BUCKET");
  static final String endpoint = environment.getOrDefault("CONTRACT_ENDPOINT", "");
  static final Map<String, Integer> errors = new TreeMap<>();

  static void refused(Runnable asked) {
    try {
      asked.run();
    } catch (MachineLearningException error) {
      String name = error.awsErrorDetails().errorCode();
      if (!error.getClass().getSimpleName().equals(name)) throw error;
      errors.put(name, error.statusCode());
    }
  }

  static String id(String kind) {
    return run + "-" + kind;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(environment.get("CONTRACT_DATA"));
    MachineLearningClientBuilder builder = MachineLearningClient.builder().overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)));
    S3ClientBuilder storeBuilder = S3Client.builder().forcePathStyle(true);
    if (!endpoint.isEmpty()) {
      builder.endpointOverride(URI.create(endpoint));
      storeBuilder.endpointOverride(URI.create(endpoint));
    }
    MachineLearningClient ml = builder.build();
    S3Client s3 = storeBuilder.build();
    s3.putObject(o -> o.bucket(bucket).key(run + "/colors.csv"), RequestBody.fromFile(folder.resolve("colors.csv")));
    String schema = Files.readString(folder.resolve("schema.json"));

    source(ml, "train", false, schema);
    source(ml, "held", true, schema);
    source(ml, "train", false, schema);
    refused(() -> source(ml, "train", true, schema));
    Consumer<String> train = model -> ml.createMLModel(o -> o.mlModelId(model).mlModelName(run).mlModelType(MLModelType.MULTICLASS)
        .trainingDataSourceId(id("train")).parameters(Map.of("sgd.shuffleType", "auto")));
    train.accept(id("ml"));
    refused(() -> train.accept("not an id"));
    ml.createEvaluation(o -> o.evaluationId(id("ev")).evaluationName(run).mlModelId(id("ml")).evaluationDataSourceId(id("held")));
    ml.createBatchPrediction(o -> o.batchPredictionId(id("bp")).batchPredictionName(run).mlModelId(id("ml"))
        .batchPredictionDataSourceId(id("held")).outputUri("s3://" + bucket + "/" + run + "/"));
    waitForAll(ml);
    int pages = 0;
    for (var page : ml.describeDataSourcesPaginator(o -> o.filterVariable(DataSourceFilterVariable.NAME).eq(run).limit(1))) pages++;

    var metrics = ml.getEvaluation(o -> o.evaluationId(id("ev"))).performanceMetrics().properties().keySet();
    String manifest = s3.getObjectAsBytes(o -> o.bucket(bucket).key(run + "/batch-prediction/" + id("bp") + ".manifest")).asUtf8String();
    String key = manifest.replaceAll(".*\":\"s3://[^/]*/(.*)\"}", "$1");
    List<String> lines;
    try (var reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(s3.getObject(o -> o.bucket(bucket).key(key)))))) {
      lines = reader.lines().toList();
    }

    refused(() -> ml.getMLModel(o -> o.mlModelId("no-such-model")));
    refused(() -> predict(ml, endpoint.isEmpty() ? "https://realtime.machinelearning.us-east-1.amazonaws.com" : endpoint));
    ml.createRealtimeEndpoint(o -> o.mlModelId(id("ml")));
    while (model(ml).endpointInfo().endpointStatus() != RealtimeEndpointStatus.READY) Thread.sleep(100);
    String url = model(ml).endpointInfo().endpointUrl();
    Prediction prediction = predict(ml, url);
    for (int i = 0; i < Integer.parseInt(environment.getOrDefault("CONTRACT_PEAK", "0")); i++) refused(() -> predict(ml, url));

    tag(ml, List.of("team"));
    refused(() -> tag(ml, List.of("aws:team")));
    refused(() -> tag(ml, IntStream.range(0, 51).mapToObj(String::valueOf).toList()));
    Map<String, String> tags = ml.describeTags(o -> o.resourceId(id("ml")).resourceType(TaggableResourceType.ML_MODEL)).tags().stream()
        .collect(Collectors.toMap(Tag::key, Tag::value));
    ml.updateMLModel(o -> o.mlModelId(id("ml")).mlModelName(id("new")));
    boolean renamed = model(ml).name().equals(id("new"));

    ml.deleteRealtimeEndpoint(o -> o.mlModelId(id("ml")));
    ml.deleteBatchPrediction(o -> o.batchPredictionId(id("bp")));
    ml.deleteEvaluation(o -> o.evaluationId(id("ev")));
    ml.deleteMLModel(o -> o.mlModelId(id("ml")));
    for (String kind : List.of("train", "held")) ml.deleteDataSource(o -> o.dataSourceId(id(kind)));
    int left = ml.describeDataSources(o -> o.filterVariable(DataSourceFilterVariable.NAME).eq(run)).results().size();
    List<ObjectIdentifier> objects = new ArrayList<>();
    s3.listObjectsV2Paginator(o -> o.bucket(bucket).prefix(run + "/")).contents()
        .forEach(object -> objects.add(ObjectIdentifier.builder().key(object.key()).build()));
    s3.deleteObjects(o -> o.bucket(bucket).delete(d -> d.objects(objects)));

    Map<String, Object> told = new TreeMap<>();
    told.put("pages", pages);
    told.put("metrics", metrics);
    told.put("header", lines.get(0));
    told.put("rows", lines.size() - 1);
    told.put("label", prediction.predictedLabel());
    told.put("scores", new TreeSet<>(prediction.predictedScores().keySet()));
    told.put("details", prediction.detailsAsStrings());
    told.put("tags", tags);
    told.put("renamed", renamed);
    told.put("left", left);
    told.put("errors", errors);
    System.out.println(json(told));
  }

  static void source(MachineLearningClient ml, String kind, boolean complement, String schema) {
    String split = "{\"splitting\":{\"percentBegin\":0,\"percentEnd\":70,\"strategy\":\"random\",\"complement\":" + complement + "}}";
    ml.createDataSourceFromS3(o -> o.dataSourceId(id(kind)).dataSourceName(run).computeStatistics(true)
        .dataSpec(d -> d.dataLocationS3("s3://" + bucket + "/" + run + "/colors.csv").dataSchema(schema).dataRearrangement(split)));
  }

  static void waitForAll(MachineLearningClient ml) {
    var patience = WaiterOverrideConfiguration.builder().maxAttempts(600).backoffStrategy(FixedDelayBackoffStrategy.create(Duration.ofSeconds(1))).build();
    try (var waiter = MachineLearningWaiter.builder().client(ml).overrideConfiguration(patience).build()) {
      waiter.waitUntilDataSourceAvailable(o -> o.filterVariable(DataSourceFilterVariable.NAME).eq(run));
      waiter.waitUntilMLModelAvailable(o -> o.filterVariable(MLModelFilterVariable.NAME).eq(run));
      waiter.waitUntilEvaluationAvailable(o -> o.filterVariable(EvaluationFilterVariable.NAME).eq(run));
      waiter.waitUntilBatchPredictionAvailable(o -> o.filterVariable(BatchPredictionFilterVariable.NAME).eq(run));
    }
  }

  static GetMlModelResponse model(MachineLearningClient ml) {
    return ml.getMLModel(o -> o.mlModelId(id("ml")));
  }

  static Prediction predict(MachineLearningClient ml, String at) {
    return ml.predict(o -> o.mlModelId(id("ml")).record(Map.of("color", "red")).predictEndpoint(at)).prediction();
  }

  static void tag(MachineLearningClient ml, List<String> keys) {
    List<Tag> tags = keys.stream().map(key -> Tag.builder().key(key).value("a").build()).toList();
    ml.addTags(o -> o.resourceId(id("ml")).resourceType(TaggableResourceType.ML_MODEL).tags(tags));
  }

  /** Of numbers, booleans, plain texts, lists and maps. */
  static String json(Object value) {
    if (value instanceof Map<?, ?> map)
      return map.entrySet().stream().map(e -> json(e.getKey()) + ":" + json(e.getValue())).collect(Collectors.joining(",", "{", "}"));
    if (value instanceof Iterable<?> list) {
      List<String> items = new ArrayList<>();
      list.forEach(item -> items.add(json(item)));
      return "[" + String.join(",", items) + "]";
    }
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }
}
