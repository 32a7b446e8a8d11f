using System.Buffers.Binary;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>A span to send.</summary>
internal sealed record SampleSpan(ulong Id, string Name)
{
    public UInt128 Trace { get; init; } = 1;

    public ulong Parent { get; init; }

    public SpanKind Kind { get; init; } = SpanKind.Internal;

    public SpanStatus Status { get; init; }

    public TimeSpan Start { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromMilliseconds(10);

    public (string Key, string Value)[] Attributes { get; init; } = [];
}

/// <summary>Builds requests of OTLP as services send them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Traces(string service, string replica, params SampleSpan[] spans) => Request(service, replica, "source", [.. spans.Select(Span)]);

    public static byte[] Logs(string service, string replica, params byte[][] records) => Request(service, replica, "Shop.Orders", records);

    public static byte[] Metrics(string service, string replica, params byte[][] metrics) => Request(service, replica, "meter", metrics);

    public static byte[] Log(string text, TimeSpan at = default, int severity = 9, UInt128 trace = default, ulong span = 0,
        params (string Key, string Value)[] attributes) => Message(writer =>
    {
        writer.Fixed64(1, Nano(at));
        writer.Varint(2, (ulong)severity);
        Nested(writer, 5, body => body.Text(1, text));
        Attributes(writer, 6, attributes);
        if (trace != 0)
        {
            writer.Bytes(9, Id(trace));
            writer.Bytes(10, Id(span));
        }
    });

    /// <summary>A sum with one point.</summary>
    public static byte[] Sum(string name, double value, TimeSpan at, TimeSpan start = default, bool isDelta = false, bool isMonotonic = true,
        params (string Key, string Value)[] attributes) => Metric(name, 7, data =>
    {
        Nested(data, 1, point => NumberPoint(point, value, at, start, attributes));
        data.Varint(2, isDelta ? 1UL : 2);
        data.Varint(3, isMonotonic ? 1UL : 0);
    });

    public static byte[] Gauge(string name, double value, TimeSpan at, params (string Key, string Value)[] attributes) =>
        Metric(name, 5, data => Nested(data, 1, point => NumberPoint(point, value, at, default, attributes)));

    /// <summary>A histogram with one point.</summary>
    public static byte[] Histogram(string name, double[] bounds, ulong[] counts, TimeSpan at, TimeSpan start = default, bool isDelta = false,
        UInt128 exemplar = default) => Metric(name, 9, data =>
    {
        Nested(data, 1, point =>
        {
            point.Fixed64(2, Nano(start));
            point.Fixed64(3, Nano(at));
            point.Fixed64(4, counts.Aggregate(0UL, (sum, count) => sum + count));
            Nested(point, 6, packed => Array.ForEach(counts, packed.RawFixed64));
            Nested(point, 7, packed => Array.ForEach(bounds, bound => packed.RawFixed64(BitConverter.DoubleToUInt64Bits(bound))));
            if (exemplar != 0)
            {
                Nested(point, 8, one =>
                {
                    one.Fixed64(2, Nano(at));
                    one.Double(3, 0.25);
                    one.Bytes(4, Id(7UL));
                    one.Bytes(5, Id(exemplar));
                });
            }
        });
        data.Varint(2, isDelta ? 1UL : 2);
    });

    public static byte[] ExponentialHistogram(string name, int scale, int offset, ulong[] counts, TimeSpan at, ulong zeros = 0,
        bool isDelta = false) => Metric(name, 10, data =>
    {
        Nested(data, 1, point =>
        {
            point.Fixed64(2, Nano(default));
            point.Fixed64(3, Nano(at));
            point.Varint(6, ZigZag(scale));
            point.Fixed64(7, zeros);
            Nested(point, 8, buckets =>
            {
                buckets.Varint(1, ZigZag(offset));
                Nested(buckets, 2, packed => Array.ForEach(counts, packed.Raw));
            });
        });
        data.Varint(2, isDelta ? 1UL : 2);
    });

    public static byte[] Summary(string name, TimeSpan at, params (double Part, double Value)[] quantiles) => Metric(name, 11, data =>
        Nested(data, 1, point =>
        {
            point.Fixed64(3, Nano(at));
            foreach (var (part, value) in quantiles)
            {
                Nested(point, 6, quantile =>
                {
                    quantile.Double(1, part);
                    quantile.Double(2, value);
                });
            }
        }));

    public static byte[] Message(Action<ProtoWriter> write)
    {
        var writer = new ProtoWriter();
        write(writer);
        return writer.ToArray();
    }

    public static void Nested(ProtoWriter writer, int field, Action<ProtoWriter> write)
    {
        var start = writer.Begin(field);
        write(writer);
        writer.End(start);
    }

    public static void Attributes(ProtoWriter writer, int field, (string Key, string Value)[] attributes)
    {
        foreach (var (key, value) in attributes)
        {
            Nested(writer, field, attribute =>
            {
                attribute.Text(1, key);
                Nested(attribute, 2, any => any.Text(1, value));
            });
        }
    }

    public static byte[] Id(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return bytes;
    }

    public static byte[] Id(ulong id)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id);
        return bytes;
    }

    public static ulong Nano(TimeSpan sinceEpoch) => (ulong)UnixNano.From(Epoch + sinceEpoch);

    private static byte[] Span(SampleSpan span) => Message(writer =>
    {
        writer.Bytes(1, Id(span.Trace));
        writer.Bytes(2, Id(span.Id));
        if (span.Parent != 0)
        {
            writer.Bytes(4, Id(span.Parent));
        }

        writer.Text(5, span.Name);
        writer.Varint(6, (ulong)span.Kind);
        writer.Fixed64(7, Nano(span.Start));
        writer.Fixed64(8, Nano(span.Start + span.Duration));
        Attributes(writer, 9, span.Attributes);
        if (span.Status != SpanStatus.Unset)
        {
            Nested(writer, 15, status => status.Varint(3, (ulong)span.Status));
        }
    });

    private static byte[] Metric(string name, int field, Action<ProtoWriter> data) => Message(writer =>
    {
        writer.Text(1, name);
        Nested(writer, field, data);
    });

    private static void NumberPoint(ProtoWriter point, double value, TimeSpan at, TimeSpan start, (string, string)[] attributes)
    {
        point.Fixed64(2, Nano(start));
        point.Fixed64(3, Nano(at));
        point.Double(4, value);
        Attributes(point, 7, attributes);
    }

    private static byte[] Request(string service, string replica, string scope, byte[][] records) => Message(writer =>
        Nested(writer, 1, owner =>
        {
            Nested(owner, 1, resource => Attributes(resource, 1, [("service.name", service), ("service.instance.id", replica)]));
            Nested(owner, 2, scoped =>
            {
                Nested(scoped, 1, name => name.Text(1, scope));
                foreach (var record in records)
                {
                    scoped.Bytes(2, record);
                }
            });
        }));

    private static ulong ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));
}
