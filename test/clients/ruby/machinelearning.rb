# frozen_string_literal: true

# Aws::MachineLearning::Client of the AWS SDK for Ruby. Its gem could not be had when this was written; so it is made as the
# SDK's own generator makes it, from the service model (botocore ships it) and aws-sdk-core, which does all that is on the
# wire: JSON, signatures, errors, retries, pages, waiters. MODEL names the folder with service-2.json and waiters-2.json.
require "json"
require "zlib"
require "aws-sdk-core"

module Aws
  module MachineLearning
    module Errors
      extend Aws::Errors::DynamicErrors
    end

    def self.model(name)
      file = Dir[File.join(ENV.fetch("MODEL"), "#{name}.json*")].fetch(0)
      JSON.parse(file.end_with?(".gz") ? Zlib::GzipReader.open(file, &:read) : File.read(file))
    end

    # MLModelId is ml_model_id.
    def self.underscore(name)
      name.gsub(/([A-Z0-9]+)([A-Z][a-z])/, '\1_\2').gsub(/([a-z0-9])([A-Z])/, '\1_\2').downcase
    end

    # The shapes and operations of a service model.
    class Generator
      include Seahorse::Model

      CLASSES = {
        "structure" => Shapes::StructureShape, "list" => Shapes::ListShape, "map" => Shapes::MapShape,
        "string" => Shapes::StringShape, "integer" => Shapes::IntegerShape, "long" => Shapes::IntegerShape,
        "float" => Shapes::FloatShape, "double" => Shapes::FloatShape, "boolean" => Shapes::BooleanShape,
        "timestamp" => Shapes::TimestampShape
      }.freeze

      def initialize(model)
        @model = model
        @shapes = model["shapes"].to_h { |name, shape| [name, CLASSES.fetch(shape["type"]).new(name: name)] }
        model["shapes"].each { |name, shape| fill(@shapes[name], shape) }
      end

      def api
        Api.new.tap do |api|
          api.version = @model["metadata"]["apiVersion"]
          api.metadata = @model["metadata"]
          @model["operations"].each { |name, operation| api.add_operation(MachineLearning.underscore(name).to_sym, operation(name, operation)) }
        end
      end

      private

      def ref(shape, **options)
        Shapes::ShapeRef.new(shape: @shapes.fetch(shape), **options)
      end

      def fill(shape, described)
        case described["type"]
        when "list" then shape.member = ref(described["member"]["shape"])
        when "map"
          shape.key = ref(described["key"]["shape"])
          shape.value = ref(described["value"]["shape"])
        when "structure" then fill_structure(shape, described)
        end
      end

      def fill_structure(shape, described)
        members = described.fetch("members").to_h { |name, member| [MachineLearning.underscore(name).to_sym, [name, member["shape"]]] }
        members.each do |symbol, (name, of)|
          shape.add_member(symbol, ref(of, location_name: name, required: (described["required"] || []).include?(name)))
        end
        shape.struct_class = members.empty? ? Aws::EmptyStructure : Struct.new(*members.keys) { include Aws::Structure }
      end

      def operation(name, described)
        Operation.new.tap do |operation|
          operation.name = name
          operation.http_method = "POST"
          operation.http_request_uri = "/"
          operation.input = ref(described["input"]["shape"])
          operation.output = ref(described["output"]["shape"])
          described["errors"].each { |error| operation.errors << ref(error["shape"]) }
          operation[:pager] = Aws::Pager.new(limit_key: "limit", tokens: { "next_token" => "next_token" }) if name =~ /^Describe.*s$/ && name != "DescribeTags"
        end
      end
    end

    # The generated client's customisation: Predict goes to its endpoint, which is no member of the body.
    class PredictEndpoint < Seahorse::Client::Plugin
      class Handler < Seahorse::Client::Handler
        def call(context)
          context.http_request.endpoint = URI.parse(context.params.delete(:predict_endpoint).to_s)
          @handler.call(context)
        end
      end

      handler(Handler, operations: [:predict])
    end

    class Client < Seahorse::Client::Base
      include Aws::ClientStubs

      @identifier = :machinelearning
      API = Generator.new(MachineLearning.model("service-2")).api
      WAITERS = MachineLearning.model("waiters-2")["waiters"].to_h { |name, waiter| [MachineLearning.underscore(name).to_sym, waiter] }
      set_api(API)

      %w[
        credentials_configuration logging param_converter param_validator user_agent helpful_socket_errors retry_errors
        global_configuration regional_endpoint endpoint_discovery endpoint_pattern response_paging stub_responses
        idempotency_token jsonvalue_converter client_metrics_plugin client_metrics_send_plugin transfer_encoding http_checksum
        defaults_mode recursion_detection signature_v4 protocols/json_rpc
      ].each { |name| require "aws-sdk-core/plugins/#{name}" }
      Aws::Plugins::GlobalConfiguration.add_identifier(:machinelearning)
      [
        Seahorse::Client::Plugins::ContentLength, Aws::Plugins::CredentialsConfiguration, Aws::Plugins::Logging,
        Aws::Plugins::ParamConverter, Aws::Plugins::ParamValidator, Aws::Plugins::UserAgent, Aws::Plugins::HelpfulSocketErrors,
        Aws::Plugins::RetryErrors, Aws::Plugins::GlobalConfiguration, Aws::Plugins::RegionalEndpoint,
        Aws::Plugins::EndpointPattern, Aws::Plugins::ResponsePaging, Aws::Plugins::StubResponses,
        Aws::Plugins::TransferEncoding, Aws::Plugins::DefaultsMode, Aws::Plugins::SignatureV4,
        Aws::Plugins::Protocols::JsonRpc, PredictEndpoint
      ].each { |plugin| add_plugin(plugin) }

      API.operation_names.each do |name|
        define_method(name) { |params = {}, options = {}| build_request(name, params).send_request(options) }
      end

      def build_request(operation_name, params = {})
        context = Seahorse::Client::RequestContext.new(
          operation_name: operation_name, operation: config.api.operation(operation_name), client: self, params: params, config: config
        )
        context[:gem_name] = "aws-sdk-machinelearning"
        context[:gem_version] = "1.0.0"
        Seahorse::Client::Request.new(@handlers.for(operation_name), context)
      end

      def wait_until(name, params = {}, options = {})
        waiter = WAITERS.fetch(name)
        acceptors = waiter["acceptors"].map do |acceptor|
          acceptor.merge("argument" => acceptor["argument"].to_s.gsub(/\w+/) { |word| MachineLearning.underscore(word) })
        end
        poller = Aws::Waiters::Poller.new(operation_name: MachineLearning.underscore(waiter["operation"]).to_sym, acceptors: acceptors)
        defaults = { max_attempts: waiter["maxAttempts"], delay: waiter["delay"] }
        Aws::Waiters::Waiter.new(defaults.merge(options).merge(poller: poller)).wait(client: self, params: params)
      end

      class << self
        attr_reader :identifier

        def errors_module
          Errors
        end
      end
    end
  end
end
