using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Otlp;

public class HttpReceiverTests
{
    private static readonly byte[] OneSpan = Sample.Traces("api", "api-1", new SampleSpan(1, "GET /"));

    [Fact]
    public async Task A_request_in_protobuf_is_answered_with_an_empty_response_of_the_same_type()
    {
        await using var dashboard = await TestDashboard.StartAsync();

        using var response = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, dashboard.Traces.Usage().Count);
    }

    [Fact]
    public async Task A_request_in_json_is_taken_in_and_answered_in_json()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        const string Json = """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}}]},
             "scopeLogs":[{"logRecords":[{"timeUnixNano":"1767225600000000000","severityNumber":17,"body":{"stringValue":"broken"},
             "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","unknown":{"a":[1]}}]}]}]}
            """;

        using var response = await dashboard.SendAsync(OtlpSignal.Logs, Encoding.UTF8.GetBytes(Json), "application/json; charset=utf-8");

        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, dashboard.Logs.Usage().Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZip")]
    public async Task A_compressed_request_is_taken_in(string encoding)
    {
        await using var dashboard = await TestDashboard.StartAsync();

        using var response = await dashboard.SendAsync(OtlpSignal.Traces, Gzip(OneSpan), "application/x-protobuf", encoding);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, dashboard.Traces.Usage().Count);
    }

    [Fact]
    public async Task What_was_rejected_is_counted_in_a_partial_success()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        const string Json = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[
              {"traceId":"00000000000000000000000000000000","spanId":"eee19b7ec3c1b174","name":"no trace"},
              {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"good"}]}]}]}
            """;

        using var response = await dashboard.SendAsync(OtlpSignal.Traces, Encoding.UTF8.GetBytes(Json), "application/json");

        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var partial = answer.RootElement.GetProperty("partialSuccess");
        Assert.Equal("1", partial.GetProperty("rejectedSpans").GetString());
        Assert.Contains("trace_id", partial.GetProperty("errorMessage").GetString());
        Assert.Equal(1, dashboard.Traces.Usage().Count);
    }

    [Theory]
    [InlineData("/v1/traces", "application/x-protobuf", "\uffff", HttpStatusCode.BadRequest)]
    [InlineData("/v1/traces", "application/json", "{\"resourceSpans\":[{]}", HttpStatusCode.BadRequest)]
    [InlineData("/v1/traces", "application/json", "{\"resourceSpans\":7}", HttpStatusCode.BadRequest)]
    [InlineData("/v1/traces", "text/plain", "hello", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/v1/profiles", "application/json", "{}", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_taken_in_is_answered_with_a_status_that_says_why(string path, string type, string body, HttpStatusCode expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        using var content = new StringContent(body);
        content.Headers.ContentType = new(type);

        using var response = await dashboard.Sender.PostAsync(path, content);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(type == "application/json" ? "application/json" : "application/x-protobuf", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Another_method_than_post_is_refused()
    {
        await using var dashboard = await TestDashboard.StartAsync();

        using var response = await dashboard.Sender.GetAsync("/v1/traces");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_taken_in()
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:ApiKey=the-right-one");

        using var without = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan);
        dashboard.Sender.DefaultRequestHeaders.Add("x-otlp-api-key", "the-right-on");
        using var wrong = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan);
        dashboard.Sender.DefaultRequestHeaders.Remove("x-otlp-api-key");
        dashboard.Sender.DefaultRequestHeaders.Add("x-otlp-api-key", "the-right-one");
        using var right = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], [without.StatusCode, wrong.StatusCode, right.StatusCode]);
        Assert.Equal(1, dashboard.Traces.Usage().Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task A_request_larger_than_the_limit_is_refused_also_when_it_grows_on_decompression(string? encoding)
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:Limits:MaxRequestMegabytes=1");
        var zeros = new byte[4 * 1024 * 1024];

        using var response = await dashboard.SendAsync(
            OtlpSignal.Traces, encoding is null ? zeros : Gzip(zeros), "application/x-protobuf", encoding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task When_too_much_is_being_received_at_once_senders_are_told_when_to_come_again()
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:Limits:MaxInFlightMegabytes=1");

        using var response = await dashboard.SendAsync(OtlpSignal.Traces, new byte[3 * 1024 * 1024]);
        using var after = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_coding_says_is_malformed()
    {
        await using var dashboard = await TestDashboard.StartAsync();

        using var notGzip = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan, "application/x-protobuf", "gzip");
        using var unknown = await dashboard.SendAsync(OtlpSignal.Traces, OneSpan, "application/x-protobuf", "br");

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType], [notGzip.StatusCode, unknown.StatusCode]);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return target.ToArray();
    }
}
