using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Otlp;

public class GrpcReceiverTests
{
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static readonly byte[] OneSpan = Sample.Traces("api", "api-1", new SampleSpan(1, "GET /"));

    [Fact]
    public async Task A_unary_call_is_answered_with_an_empty_message_and_the_status_ok_in_a_trailer()
    {
        await using var dashboard = await TestDashboard.StartAsync();

        var (body, status, _) = await CallAsync(dashboard, Traces, Frame(OneSpan));

        Assert.Equal("0", status);
        Assert.Equal([0, 0, 0, 0, 0], body);
        Assert.Equal(1, dashboard.Traces.Usage().Count);
    }

    [Fact]
    public async Task A_compressed_message_is_taken_in()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(OneSpan);
        }

        var (_, status, _) = await CallAsync(dashboard, Traces, Frame(compressed.ToArray(), isCompressed: true), ("grpc-encoding", "gzip"));

        Assert.Equal("0", status);
        Assert.Equal(1, dashboard.Traces.Usage().Count);
    }

    public static TheoryData<string, byte[], string> Wrong => new()
    {
        { Traces, [0, 0, 0, 0, 9, 1], "3" },
        { Traces, [], "3" },
        { Traces, Frame([0xff, 0xff]), "3" },
        { Traces, Frame(OneSpan, isCompressed: true), "3" },
        { "/opentelemetry.proto.collector.trace.v1.TraceService/Import", Frame(OneSpan), "12" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_taken_in_ends_with_a_status_and_a_message(string path, byte[] body, string expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();

        var (_, status, message) = await CallAsync(dashboard, path, body, ("grpc-encoding", "gzip"));

        Assert.Equal(expected, status);
        Assert.NotEmpty(message);
        Assert.Equal(0, dashboard.Traces.Usage().Count);
    }

    [Theory]
    [InlineData("application/grpc", HttpStatusCode.OK)]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc-web+proto", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_what_speaks_the_protocol_is_answered_in_it(string type, HttpStatusCode expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();
        using var client = Client(dashboard);
        using var request = Request(Traces, Frame(OneSpan));
        request.Content!.Headers.ContentType = new(type);

        using var response = await client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("identity,gzip", response.Headers.GetValues("grpc-accept-encoding").Single());
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, dashboard.Traces.Usage().Count);
    }

    [Theory]
    [InlineData(null, "3")]
    [InlineData("identity", "3")]
    [InlineData("zstd", "12")]
    public async Task A_compressed_message_says_how_in_a_way_that_is_known(string? encoding, string expected)
    {
        await using var dashboard = await TestDashboard.StartAsync();

        var (_, status, message) = await CallAsync(
            dashboard, Traces, Frame(OneSpan, isCompressed: true), encoding is null ? [] : [("grpc-encoding", encoding)]);

        Assert.Equal(expected, status);
        Assert.NotEmpty(message);
    }

    [Fact]
    public async Task A_message_that_is_too_large_also_after_decompression_exhausts_the_resource()
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:Limits:MaxRequestMegabytes=1");
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[8 * 1024 * 1024]);
        }

        var (_, plain, _) = await CallAsync(dashboard, Traces, Frame(new byte[2 * 1024 * 1024]));
        var (_, packed, _) = await CallAsync(dashboard, Traces, Frame(bomb.ToArray(), isCompressed: true), ("grpc-encoding", "gzip"));

        Assert.Equal(("8", "8"), (plain, packed));
    }

    [Fact]
    public async Task Without_the_key_the_call_is_unauthenticated()
    {
        await using var dashboard = await TestDashboard.StartAsync("--Dashboard:Otlp:ApiKey=the-right-one");

        var without = await CallAsync(dashboard, Traces, Frame(OneSpan));
        var with = await CallAsync(dashboard, Traces, Frame(OneSpan), ("x-otlp-api-key", "the-right-one"));

        Assert.Equal(("16", "0"), (without.Status, with.Status));
    }

    [Fact]
    public async Task Calls_share_a_connection()
    {
        await using var dashboard = await TestDashboard.StartAsync();
        using var client = Client(dashboard);

        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(client, Traces, Frame(OneSpan))));

        Assert.All(calls, call => Assert.Equal("0", call.Status));
        Assert.Equal(20, dashboard.Traces.Usage().Count);
    }

    private static async Task<(byte[] Body, string? Status, string Message)> CallAsync(
        TestDashboard dashboard, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var client = Client(dashboard);
        return await CallAsync(client, path, body, headers);
    }

    private static async Task<(byte[] Body, string? Status, string Message)> CallAsync(
        HttpClient client, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = Request(path, body);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response} {System.Text.Encoding.UTF8.GetString(answer)}");
        return (answer, First("grpc-status"), First("grpc-message") ?? "");

        string? First(string name) => response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;
    }

    private static HttpRequestMessage Request(string path, byte[] body) => new(HttpMethod.Post, path)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/grpc") } },
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static HttpClient Client(TestDashboard dashboard) => new() { BaseAddress = dashboard.Grpc };

    private static byte[] Frame(byte[] message, bool isCompressed = false)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
