# frozen_string_literal: true

# The contract by the AWS SDK for Ruby: see ../contract.ts for what it prints, and what that has to be.
require "aws-sdk-s3"
require_relative "machinelearning"

RUN, BUCKET, FOLDER = %w[RUN BUCKET DATA].map { |name| ENV.fetch("CONTRACT_#{name}") }
ENDPOINT = ENV["CONTRACT_ENDPOINT"].to_s
OPTIONS = ENDPOINT.empty? ? {} : { endpoint: ENDPOINT }
ML = Aws::MachineLearning::Client.new(**OPTIONS, retry_limit: 0)
S3 = Aws::S3::Client.new(**OPTIONS, force_path_style: true)
MET = {}

def refused
  yield
rescue Aws::MachineLearning::Errors::ServiceError => e
  raise unless e.instance_of?(Aws::MachineLearning::Errors.const_get(e.code))

  MET[e.code] = e.context.http_response.status_code
end

def id(kind)
  "#{RUN}-#{kind}"
end

def source(kind, complement)
  splitting = { percentBegin: 0, percentEnd: 70, strategy: "random", complement: complement }
  ML.create_data_source_from_s3(
    data_source_id: id(kind), data_source_name: RUN, compute_statistics: true,
    data_spec: {
      data_location_s3: "s3://#{BUCKET}/#{RUN}/colors.csv", data_schema: File.read("#{FOLDER}/schema.json"),
      data_rearrangement: JSON.generate(splitting: splitting)
    }
  )
end

def train(model)
  ML.create_ml_model(
    ml_model_id: model, ml_model_name: RUN, ml_model_type: "MULTICLASS", training_data_source_id: id("train"),
    parameters: { "sgd.shuffleType" => "auto" }
  )
end

File.open("#{FOLDER}/colors.csv", "rb") { |rows| S3.put_object(bucket: BUCKET, key: "#{RUN}/colors.csv", body: rows) }
source("train", false)
source("held", true)
source("train", false)
refused { source("train", true) }
train(id("ml"))
refused { train("not an id") }
ML.create_evaluation(evaluation_id: id("ev"), evaluation_name: RUN, ml_model_id: id("ml"), evaluation_data_source_id: id("held"))
ML.create_batch_prediction(
  batch_prediction_id: id("bp"), batch_prediction_name: RUN, ml_model_id: id("ml"),
  batch_prediction_data_source_id: id("held"), output_uri: "s3://#{BUCKET}/#{RUN}/"
)
%i[data_source_available ml_model_available evaluation_available batch_prediction_available].each do |waiter|
  ML.wait_until(waiter, { filter_variable: "Name", eq: RUN }, delay: 1, max_attempts: 600)
end
pages = ML.describe_data_sources(filter_variable: "Name", eq: RUN, limit: 1).each_page.count
metrics = ML.get_evaluation(evaluation_id: id("ev")).performance_metrics.properties.keys
manifest = JSON.parse(S3.get_object(bucket: BUCKET, key: "#{RUN}/batch-prediction/#{id("bp")}.manifest").body.read)
key = manifest.values.first.split("/", 4).last
lines = Zlib::GzipReader.new(S3.get_object(bucket: BUCKET, key: key).body).read.split("\n")

asked = { ml_model_id: id("ml"), record: { "color" => "red" } }
realtime = ENDPOINT.empty? ? "https://realtime.machinelearning.us-east-1.amazonaws.com" : ENDPOINT
refused { ML.get_ml_model(ml_model_id: "no-such-model") }
refused { ML.predict(predict_endpoint: realtime, **asked) }
ML.create_realtime_endpoint(ml_model_id: id("ml"))
endpoint = ML.get_ml_model(ml_model_id: id("ml")).endpoint_info until endpoint&.endpoint_status == "READY"
prediction = ML.predict(predict_endpoint: endpoint.endpoint_url, **asked).prediction
ENV["CONTRACT_PEAK"].to_i.times { refused { ML.predict(predict_endpoint: endpoint.endpoint_url, **asked) } }

resource = { resource_id: id("ml"), resource_type: "MLModel" }
ML.add_tags(tags: [{ key: "team", value: "a" }], **resource)
refused { ML.add_tags(tags: [{ key: "aws:team", value: "a" }], **resource) }
refused { ML.add_tags(tags: Array.new(51) { |i| { key: i.to_s, value: "a" } }, **resource) }
tags = ML.describe_tags(resource).tags.to_h { |tag| [tag.key, tag.value] }
ML.update_ml_model(ml_model_id: id("ml"), ml_model_name: id("new"))
renamed = ML.get_ml_model(ml_model_id: id("ml")).name == id("new")

ML.delete_realtime_endpoint(ml_model_id: id("ml"))
ML.delete_batch_prediction(batch_prediction_id: id("bp"))
ML.delete_evaluation(evaluation_id: id("ev"))
ML.delete_ml_model(ml_model_id: id("ml"))
%w[train held].each { |kind| ML.delete_data_source(data_source_id: id(kind)) }
left = ML.describe_data_sources(filter_variable: "Name", eq: RUN).results.size
S3.list_objects_v2(bucket: BUCKET, prefix: "#{RUN}/").contents.each { |object| S3.delete_object(bucket: BUCKET, key: object.key) }
puts JSON.generate(
  pages: pages, metrics: metrics, header: lines.first, rows: lines.size - 1, label: prediction.predicted_label,
  scores: prediction.predicted_scores.keys.sort, details: prediction.details, tags: tags, renamed: renamed, left: left, errors: MET
)
