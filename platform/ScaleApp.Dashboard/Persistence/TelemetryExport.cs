using System.Text.Encodings.Web;
using System.Text.Json;
using ScaleApp.Dashboard.Otlp.Json;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Storage;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>Makes requests of OTLP of what is held, with every field of resources, scopes and records as it was received.</summary>
internal static class TelemetryExport
{
    // It is a file and never part of a page: nothing needs escaping for HTML.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(in TraceView trace)
    {
        var records = new List<ExportRecord>();
        foreach (var sequence in trace.Sequences())
        {
            records.Add(new(trace[sequence].Resource, trace[sequence].Scope, trace[sequence].Message));
        }

        // The newest came first.
        records.Reverse();
        return Request(records);
    }

    /// <param name="records">Newest first, as they were found.</param>
    public static byte[] Of(IEnumerable<FoundRecord> records) =>
        Request([.. records.Reverse().Select(found => new ExportRecord(found.Record.Resource, found.Record.Scope, found.Record.Message))]);

    public static async Task WriteJsonAsync(Stream target, OtlpSignal signal, byte[] request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            ProtoToJson.Write(json, request, signal.Request());
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(target, ct);
    }

    private static byte[] Request(IReadOnlyList<ExportRecord> records)
    {
        var writer = new ProtoWriter();
        foreach (var owned in records.GroupBy(record => record.Resource))
        {
            var resource = writer.Begin(1);
            writer.Bytes(1, owned.Key.Message);
            foreach (var scoped in owned.GroupBy(record => record.Scope))
            {
                var scope = writer.Begin(2);
                writer.Bytes(1, scoped.Key.Message);
                foreach (var record in scoped)
                {
                    writer.Bytes(2, record.Message.Bytes);
                }

                writer.End(scope);
            }

            writer.End(resource);
        }

        return writer.ToArray();
    }

    private readonly record struct ExportRecord(TelemetryResource Resource, TelemetryScope Scope, StoredMessage Message);
}
