using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScaleApp.Dashboard.Otlp.Json;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Otlp;

public class WireTests
{
    private const string EverySpanField = """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}],"droppedAttributesCount":1},
        "scopeSpans":[{"scope":{"name":"s","version":"1.2","attributes":[{"key":"a","value":{"boolValue":true}}]},"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","traceState":"a=b","parentSpanId":"eee19b7ec3c1b173",
        "name":"GET \u003c","kind":2,"startTimeUnixNano":"1767225600000000001","endTimeUnixNano":"1767225600000000002",
        "attributes":[{"key":"i","value":{"intValue":"-9007199254740993"}},{"key":"d","value":{"doubleValue":0.1}},{"key":"n","value":{"doubleValue":"NaN"}},
        {"key":"l","value":{"arrayValue":{"values":[{"bytesValue":"AQID"},{"kvlistValue":{"values":[{"key":"x","value":{}}]}}]}}}],
        "droppedAttributesCount":2,"events":[{"timeUnixNano":"3","name":"exception","attributes":[],"droppedAttributesCount":1}],"droppedEventsCount":3,
        "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175","traceState":"c=d","attributes":[],"droppedAttributesCount":1,"flags":1}],
        "droppedLinksCount":4,"status":{"message":"bad","code":2},"flags":257}],"schemaUrl":"u"}],"schemaUrl":"v"}]}
        """;

    private const string EveryMetricField = """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[
        {"name":"g","description":"d","unit":"By","gauge":{"dataPoints":[{"startTimeUnixNano":"1","timeUnixNano":"2","asInt":"-3","flags":1}]}},
        {"name":"s","sum":{"dataPoints":[{"asDouble":1.5,"exemplars":[{"timeUnixNano":"9","asDouble":2,"spanId":"eee19b7ec3c1b175","traceId":"5b8efff798038103d269b633813fc60d","filteredAttributes":[{"key":"k","value":{"stringValue":"v"}}]}]}],"aggregationTemporality":2,"isMonotonic":true}},
        {"name":"h","histogram":{"dataPoints":[{"count":"3","sum":4.5,"bucketCounts":["1","2"],"explicitBounds":[0.5],"min":1,"max":2}],"aggregationTemporality":1}},
        {"name":"e","exponentialHistogram":{"dataPoints":[{"scale":-2,"zeroCount":"1","positive":{"offset":-3,"bucketCounts":["1","300"]},"negative":{"offset":1,"bucketCounts":["5"]},"zeroThreshold":0.1}]}},
        {"name":"q","summary":{"dataPoints":[{"count":"3","sum":4,"quantileValues":[{"quantile":0.5,"value":1}]}]},"metadata":[{"key":"m","value":{"stringValue":"v"}}]}]}]}]}
        """;

    [Theory]
    [InlineData((byte)OtlpSignal.Traces, EverySpanField)]
    [InlineData((byte)OtlpSignal.Metrics, EveryMetricField)]
    public void Every_field_survives_the_way_from_json_to_protobuf_and_back(byte signal, string json)
    {
        var message = ((OtlpSignal)signal).Request();

        var bytes = JsonToProto.Convert(Encoding.UTF8.GetBytes(json), message);
        MessageCheck.Verify(bytes, message);

        Assert.True(JsonNode.DeepEquals(WithoutEmptyLists(JsonNode.Parse(json)!), JsonNode.Parse(ToJson(bytes, message))), ToJson(bytes, message));
    }

    [Fact]
    public void Unknown_fields_are_passed_over()
    {
        var bytes = Sample.Message(writer =>
        {
            writer.Text(100, "from the future");
            writer.Varint(101, 7);
            writer.Fixed32(102, 7);
            writer.Fixed64(103, 7);
        });

        MessageCheck.Verify(bytes, SpanMessages.Span);

        Assert.Equal("{}", ToJson(bytes, SpanMessages.Span));
    }

    [Fact]
    public void Numbers_that_come_one_by_one_are_as_good_as_packed_ones()
    {
        var single = Sample.Message(writer =>
        {
            writer.Fixed64(6, 1);
            writer.Fixed64(6, 2);
            writer.Double(7, 0.5);
        });
        var point = MetricMessages.Metric.Find("histogram")!.Message.Find("dataPoints")!.Message;

        MessageCheck.Verify(single, point);

        Assert.Equal("""{"bucketCounts":["1","2"],"explicitBounds":[0.5]}""", ToJson(single, point));
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "cut off in a length", [0x0a] },
        { "longer than what follows", [0x0a, 0x7f, 0x01] },
        { "field number zero", [0x02, 0x00] },
        { "a group", [0x0b, 0x0c] },
        { "an endless number", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] },
        { "a number where a message belongs", [0x08, 0x01] },
        { "a message nested without end", Nested(40) },
        { "half a number in a packed field", Metric(writer => writer.Bytes(6, [1, 2, 3])) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_malformed_is_said_to_be(string what, byte[] bytes)
    {
        var error = Assert.Throws<MalformedMessageException>(() => new TestStore().Send(
            what.Contains("packed") ? OtlpSignal.Metrics : OtlpSignal.Traces, bytes));

        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void A_message_cut_or_changed_at_any_byte_is_taken_in_or_refused_and_never_anything_else()
    {
        var store = new TestStore();
        foreach (var (signal, json) in new[] { (OtlpSignal.Traces, EverySpanField), (OtlpSignal.Metrics, EveryMetricField) })
        {
            var good = JsonToProto.Convert(Encoding.UTF8.GetBytes(json), signal.Request());
            for (var at = 0; at < good.Length; at++)
            {
                Try(store, signal, good[..at]);
                Try(store, signal, [.. good[..at], (byte)(good[at] ^ 0xff), .. good[(at + 1)..]]);
                Try(store, signal, [.. good[..at], (byte)(good[at] ^ 0x01), .. good[(at + 1)..]]);
            }
        }

        Assert.True(store.Traces.Usage().Count > 0);
    }

    /// <summary>What was taken in can be shown as well.</summary>
    private static void Try(TestStore store, OtlpSignal signal, byte[] request)
    {
        try
        {
            store.Send(signal, request);
            ToJson(request, signal.Request());
        }
        catch (MalformedMessageException)
        {
            return;
        }
    }

    private static string ToJson(byte[] bytes, OtlpMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ProtoToJson.Write(json, bytes, message);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Protobuf has no empty list: it is the same as none.</summary>
    private static JsonNode WithoutEmptyLists(JsonNode node)
    {
        foreach (var (name, value) in node is JsonObject members ? members.ToArray() : [])
        {
            if (value is JsonArray { Count: 0 })
            {
                node.AsObject().Remove(name);
            }
            else if (value is not null)
            {
                WithoutEmptyLists(value);
            }
        }

        foreach (var item in node as JsonArray ?? [])
        {
            WithoutEmptyLists(item!);
        }

        return node;
    }

    /// <summary>A span whose attribute is a list of a list of a list.</summary>
    private static byte[] Nested(int depth)
    {
        var value = Sample.Message(any => any.Text(1, "deep"));
        for (var level = 0; level < depth; level++)
        {
            var inner = value;
            value = Sample.Message(any => Sample.Nested(any, 5, list => list.Bytes(1, inner)));
        }

        return Sample.Message(request => Sample.Nested(request, 1, resource => Sample.Nested(resource, 2, scope => Sample.Nested(scope, 2, span =>
            Sample.Nested(span, 9, attribute => attribute.Bytes(2, value))))));
    }

    private static byte[] Metric(Action<ProtoWriter> point) => Sample.Metrics("api", "api-1", Sample.Message(metric =>
        Sample.Nested(metric, 9, histogram => Sample.Nested(histogram, 1, point))));
}
