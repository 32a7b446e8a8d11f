using System.Net;
using System.Text;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>Services may send what they like: it becomes text, of some length, or nothing.</summary>
public class HostileTelemetryTests
{
    private const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    /// <summary>Escape sequences, a null, an override of the writing direction, and what is not UTF-8.</summary>
    private static readonly byte[] Unprintable = [.. Encoding.UTF8.GetBytes("beg\u202ein\e[31m\0\r\n"), 0xff, 0xfe, 0xc3, .. "end"u8];

    public static TheoryData<string> Pages =>
    [
        "/traces", "/logs", "/logs?log=0", "/metrics?split=replica", $"/traces/{((UInt128)1).Hex()}?span={1UL.Hex()}",
        $"/traces/{((UInt128)1).Hex()}/spans/{1UL.Hex()}", $"/metrics?name={Uri.EscapeDataString(Hostile)}&meter=meter&service={Uri.EscapeDataString(Hostile)}&split=k",
        $"/traces?route={Uri.EscapeDataString(Hostile)}&service={Uri.EscapeDataString(Hostile)}&attribute={Uri.EscapeDataString(Hostile)}",
        $"/logs?text={Uri.EscapeDataString(Hostile)}&replica={Uri.EscapeDataString(Hostile)}",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_that_a_service_or_an_address_says_becomes_markup(string path)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        var attributes = new[] { (Hostile, Hostile), ("http.route", Hostile), ("exception.stacktrace", Hostile) };
        await dashboard.SendAsync(OtlpSignal.Traces, Sample.Traces(Hostile, Hostile,
            new SampleSpan(1, Hostile) { Attributes = attributes, Status = SpanStatus.Error }));
        await dashboard.SendAsync(OtlpSignal.Logs, Sample.Logs(Hostile, Hostile, Sample.Log(Hostile, trace: 1, span: 1, attributes: attributes)));
        await dashboard.SendAsync(OtlpSignal.Metrics, Sample.Metrics(Hostile, Hostile,
            Sample.Sum(Hostile, 1, TimeSpan.FromSeconds(1), attributes: ("k", Hostile)), Sample.Sum(Hostile, 2, TimeSpan.FromSeconds(2), attributes: ("k", Hostile))));

        using var response = await dashboard.Pages.GetAsync(path);
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("alert(1)", html);
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("\"'>", html);
    }

    [Theory]
    [InlineData("/traces")]
    [InlineData("/traces/00000000000000000000000000000001?span=0000000000000001")]
    [InlineData("/logs?log=0")]
    [InlineData("/metrics?split=k")]
    [InlineData("/logs/export")]
    [InlineData("/traces/00000000000000000000000000000001/export")]
    public async Task What_is_no_text_is_shown_as_well_as_it_can_be(string path)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        foreach (var (signal, request) in new[] { (OtlpSignal.Traces, Span()), (OtlpSignal.Logs, Log()), (OtlpSignal.Metrics, Gauge()) })
        {
            using var sent = await dashboard.SendAsync(signal, request);
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
            Assert.Empty(await sent.Content.ReadAsByteArrayAsync());
        }

        using var response = await dashboard.Pages.GetAsync(path);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var page = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("end", page);
        Assert.DoesNotContain('\0', page);
        Assert.DoesNotContain('\e', page);
    }

    private static byte[] Span() => Request(span =>
    {
        span.Bytes(1, Sample.Id((UInt128)1));
        span.Bytes(2, Sample.Id(1UL));
        span.Bytes(5, Unprintable);
        span.Fixed64(7, Sample.Nano(default));
        span.Fixed64(8, Sample.Nano(TimeSpan.FromSeconds(1)));
        Attribute(span, 9);
        Sample.Nested(span, 15, status => status.Bytes(2, Unprintable));
    });

    private static byte[] Log() => Request(record =>
    {
        record.Fixed64(1, Sample.Nano(default));
        record.Bytes(3, Unprintable);
        Sample.Nested(record, 5, body => body.Bytes(1, Unprintable));
        Attribute(record, 6);
    });

    private static byte[] Gauge() => Request(metric =>
    {
        metric.Bytes(1, Unprintable);
        metric.Bytes(3, Unprintable);
        Sample.Nested(metric, 5, gauge => Sample.Nested(gauge, 1, point =>
        {
            point.Fixed64(3, Sample.Nano(TimeSpan.FromSeconds(1)));
            point.Double(4, 1);
            Attribute(point, 7);
        }));
    });

    private static void Attribute(ProtoWriter writer, int field) => Sample.Nested(writer, field, attribute =>
    {
        attribute.Text(1, "k");
        Sample.Nested(attribute, 2, value => value.Bytes(1, Unprintable));
    });

    /// <summary>One record, of a service and a scope that have such names as well.</summary>
    private static byte[] Request(Action<ProtoWriter> record) => Sample.Message(request => Sample.Nested(request, 1, owner =>
    {
        Sample.Nested(owner, 1, resource => Sample.Nested(resource, 1, attribute =>
        {
            attribute.Text(1, "service.name");
            Sample.Nested(attribute, 2, value => value.Bytes(1, Unprintable));
        }));
        Sample.Nested(owner, 2, scoped =>
        {
            Sample.Nested(scoped, 1, scope => scope.Bytes(1, Unprintable));
            Sample.Nested(scoped, 2, record);
        });
    }));
}
