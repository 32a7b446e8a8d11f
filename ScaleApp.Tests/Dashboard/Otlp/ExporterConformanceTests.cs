using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Traces;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Otlp;

/// <summary>OpenTelemetry's own exporter for .NET sends, in each of its protocols.</summary>
public class ExporterConformanceTests
{
    private static readonly ResourceBuilder Resource = ResourceBuilder.CreateEmpty().AddService("exporter", serviceInstanceId: "exporter-1");

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Spans_arrive_with_what_they_had(OtlpExportProtocol protocol)
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:ApiKey=the-right-one");
        using var source = new ActivitySource($"conformance-{Guid.NewGuid()}");
        using var provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource).AddSource(source.Name)
            .AddOtlpExporter(options => Configure(options, dashboard, protocol, "traces")).Build();
        ActivityTraceId trace;

        using (var parent = source.StartActivity("checkout", ActivityKind.Server)!)
        {
            trace = parent.TraceId;
            parent.SetTag("http.route", "/orders");
            using var child = source.StartActivity("pay");
            child?.SetStatus(ActivityStatusCode.Error, "card refused");
        }

        Assert.True(provider.ForceFlush());
        var view = dashboard.Traces.Find(UInt128.Parse(trace.ToString(), System.Globalization.NumberStyles.HexNumber))!.Value;
        var spans = view.Sequences().Select(sequence => view[sequence]).ToArray();
        var root = Assert.Single(spans, span => span.ParentId == 0);
        var failed = Assert.Single(spans, span => span.ParentId == root.SpanId);
        Assert.Equal("checkout", SpanReader.Name(root.Message.Bytes));
        Assert.Equal(ScaleApp.Dashboard.Telemetry.Traces.SpanKind.Server, root.Kind);
        Assert.Equal(("exporter", "exporter-1", source.Name), (root.Resource.Service, root.Resource.Replica, root.Scope.Name));
        Assert.Equal(SpanStatus.Error, failed.Status);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Log_records_arrive_with_what_they_had(OtlpExportProtocol protocol)
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:ApiKey=the-right-one");
        using (var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(telemetry =>
        {
            telemetry.IncludeFormattedMessage = true;
            telemetry.SetResourceBuilder(Resource);
            telemetry.AddOtlpExporter(options => Configure(options, dashboard, protocol, "logs"));
        })))
        {
            factory.CreateLogger("Shop.Orders").LogWarning("Order {Id} is late", 42);
        }

        var view = dashboard.Logs.View();
        var record = view[Assert.Single(view.Backwards())];
        Assert.Equal("Order 42 is late", LogReader.Body(record.Message.Bytes));
        Assert.Equal((Severity.Warning, "Shop.Orders", "exporter-1"), (record.Severity, record.Scope.Name, record.Resource.Replica));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(OtlpExportProtocol.Grpc, MetricReaderTemporalityPreference.Delta)]
    public async Task Every_kind_of_instrument_arrives(OtlpExportProtocol protocol, MetricReaderTemporalityPreference temporality)
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:ApiKey=the-right-one");
        using var meter = new Meter($"conformance-{Guid.NewGuid()}");
        using var provider = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource).AddMeter(meter.Name)
            .AddView("sizes", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, dashboard, protocol, "metrics");
                reader.TemporalityPreference = temporality;
            }).Build();

        meter.CreateCounter<long>("orders", "{order}", "Orders placed").Add(3);
        meter.CreateUpDownCounter<int>("queue").Add(5);
        meter.CreateGauge<double>("temperature").Record(21.5);
        meter.CreateHistogram<double>("durations", "s").Record(0.2);
        meter.CreateHistogram<double>("sizes").Record(4);

        Assert.True(provider.ForceFlush());
        var store = dashboard.Service<MetricStore>();
        lock (store.Gate)
        {
            var kinds = store.Instruments.Where(instrument => instrument.Name.Meter == meter.Name)
                .Select(instrument => (instrument.Name.Name, instrument.Kind, instrument.Unit)).Order();
            Assert.Equal(
                [
                    ("durations", MetricKind.Histogram, "s"), ("orders", MetricKind.Counter, "{order}"), ("queue", MetricKind.Level, ""),
                    ("sizes", MetricKind.Histogram, ""), ("temperature", MetricKind.Level, ""),
                ],
                kinds);
        }
    }

    private static void Configure(OtlpExporterOptions options, TestDashboard dashboard, OtlpExportProtocol protocol, string signal)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? dashboard.Grpc : new(dashboard.Http, $"v1/{signal}");
        options.Headers = "x-otlp-api-key=the-right-one";
    }
}
