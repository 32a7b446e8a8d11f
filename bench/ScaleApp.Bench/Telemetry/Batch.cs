using System.Buffers.Binary;
using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Bench.Telemetry;

/// <summary>
/// A request as a busy service exports it, encoded once; each sending has trace ids of its own, so that what is held is as many
/// traces as it seems.
/// </summary>
internal sealed class Batch
{
    public const int Records = 512;

    /// <summary>The trace of <see cref="OneTrace"/>.</summary>
    public const string OneTraceId = "00000000000000000000000000000007";

    private const int SpansPerTrace = 5;

    // What a trace id begins with until it is stamped.
    private static readonly byte[] Mark = [0xa5, 0x5a, 0xc3, 0x3c, 0x96, 0x69, 0xf0, 0x0f];
    private static long Stamp;

    private readonly byte[] _request;
    private readonly List<int> _ids = [];

    private Batch(byte[] request)
    {
        _request = request;
        for (var at = request.AsSpan().IndexOf(Mark); at >= 0;)
        {
            _ids.Add(at);
            var next = request.AsSpan(at + Mark.Length).IndexOf(Mark);
            at = next < 0 ? -1 : at + Mark.Length + next;
        }
    }

    /// <summary>Spans of requests with the attributes of the semantic conventions; five make a trace.</summary>
    public static Batch Spans() => new(Request((writer, number) =>
    {
        var isRoot = number % SpansPerTrace == 0;
        writer.Bytes(1, TraceId(number));
        writer.Bytes(2, SpanId(number));
        if (!isRoot)
        {
            writer.Bytes(4, SpanId(number - 1));
        }

        writer.Text(5, isRoot ? "GET /api/products/{id:int}" : "SELECT products");
        writer.Varint(6, isRoot ? 2UL : 3);
        writer.Fixed64(7, Time(number));
        writer.Fixed64(8, Time(number) + 3_000_000);
        Attribute(writer, 9, "http.request.method", "GET");
        Attribute(writer, 9, "http.route", "/api/products/{id:int}");
        Attribute(writer, 9, "url.path", $"/api/products/{number}");
        Attribute(writer, 9, "url.scheme", "http");
        Attribute(writer, 9, "server.address", "localhost");
        Attribute(writer, 9, "network.protocol.version", "1.1");
        Attribute(writer, 9, "user_agent.original", "load generator of the benchmark");
        Attribute(writer, 9, "db.query.text", "SELECT id, name, price FROM products WHERE id = $1");
    }));

    public static Batch Logs() => new(Request((writer, number) =>
    {
        writer.Fixed64(1, Time(number));
        writer.Varint(2, 9);
        var body = writer.Begin(5);
        writer.Text(1, $"Product {number} was read by customer 42 in 3 ms");
        writer.End(body);
        Attribute(writer, 6, "ProductId", $"{number}");
        Attribute(writer, 6, "CustomerId", "42");
        Attribute(writer, 6, "Elapsed", "3");
        Attribute(writer, 6, "{OriginalFormat}", "Product {ProductId} was read by customer {CustomerId} in {Elapsed} ms");
        writer.Bytes(9, TraceId(number));
        writer.Bytes(10, SpanId(number));
    }));

    /// <summary>One trace of that many spans, each below one of the last.</summary>
    public static byte[] OneTrace(int spans) => Request((writer, number) =>
    {
        writer.Bytes(1, Convert.FromHexString(OneTraceId));
        writer.Bytes(2, SpanId(number));
        if (number > 0)
        {
            writer.Bytes(4, SpanId((number - 1) / 2));
        }

        writer.Text(5, $"step {number}");
        writer.Fixed64(7, Time(number));
        writer.Fixed64(8, Time(number) + 5_000_000);
        Attribute(writer, 9, "step", $"{number}");
    }, spans);

    /// <summary>A copy with ids that were never sent before.</summary>
    public byte[] Next()
    {
        var copy = (byte[])_request.Clone();
        var number = Interlocked.Increment(ref Stamp);
        foreach (var id in _ids)
        {
            BinaryPrimitives.WriteInt64BigEndian(copy.AsSpan(id), number);
        }

        return copy;
    }

    private static byte[] Request(Action<ProtoWriter, int> record, int count = Records)
    {
        var writer = new ProtoWriter();
        var owner = writer.Begin(1);
        var resource = writer.Begin(1);
        Attribute(writer, 1, "service.name", "api");
        Attribute(writer, 1, "service.instance.id", "api-1");
        writer.End(resource);
        var scope = writer.Begin(2);
        var name = writer.Begin(1);
        writer.Text(1, "Microsoft.AspNetCore");
        writer.End(name);
        for (var number = 0; number < count; number++)
        {
            var one = writer.Begin(2);
            record(writer, number);
            writer.End(one);
        }

        writer.End(scope);
        writer.End(owner);
        return writer.ToArray();
    }

    private static void Attribute(ProtoWriter writer, int field, string key, string value)
    {
        var attribute = writer.Begin(field);
        writer.Text(1, key);
        var any = writer.Begin(2);
        writer.Text(1, value);
        writer.End(any);
        writer.End(attribute);
    }

    private static byte[] TraceId(int number) => [.. Mark, .. BitConverter.GetBytes((long)(number / SpansPerTrace) + 1)];

    private static byte[] SpanId(int number) => BitConverter.GetBytes((long)number + 1);

    private static ulong Time(int number) => 1_767_225_600_000_000_000UL + ((ulong)number * 100_000);
}
