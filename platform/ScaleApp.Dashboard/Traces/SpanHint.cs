using ScaleApp.Dashboard.Components;
using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Traces;

/// <summary>What a span was about, where its name says only what kind of thing it was: the query of a database, the method of a job.</summary>
internal static class SpanHint
{
    private const int Longest = 120;

    public static string? Of(in SpanRecord span) => span.Kind switch
    {
        SpanKind.Client => Query(span.Message.Bytes),
        SpanKind.Consumer => Job(span.Message.Bytes),
        _ => null,
    };

    private static string? Query(ReadOnlySpan<byte> span)
    {
        var query = AttributeList.Find(span, SpanReader.Attributes, "db.query.summary"u8)
            ?? AttributeList.Find(span, SpanReader.Attributes, "db.query.text"u8);
        return query is null ? null : LongText.Shorten(query.ReplaceLineEndings(" "), Longest);
    }

    private static string? Job(ReadOnlySpan<byte> span) =>
        AttributeList.Find(span, SpanReader.Attributes, "job.type"u8) is { } type
        && AttributeList.Find(span, SpanReader.Attributes, "job.method"u8) is { } method
            ? LongText.Shorten($"{Short(type)}.{Short(method)}", Longest)
            : null;

    /// <summary>Without its namespace, and without its assembly.</summary>
    private static string Short(string name)
    {
        var end = name.IndexOfAny([',', '(']);
        var full = end < 0 ? name : name[..end];
        return full[(full.LastIndexOf('.') + 1)..];
    }
}
