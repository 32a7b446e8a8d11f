using System.Text.Json;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Otlp.Json;
using ScaleApp.Dashboard.Otlp.Receiving;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>Opens what was exported or recorded: a run, or OTLP in JSON, one request or one a line.</summary>
internal sealed class TelemetryImport(TelemetryIngest ingest, IOptions<ReceiveLimits> limits)
{
    private static readonly Dictionary<string, OtlpSignal> Signals = new(StringComparer.Ordinal)
    {
        ["resourceSpans"] = OtlpSignal.Traces,
        ["resourceMetrics"] = OtlpSignal.Metrics,
        ["resourceLogs"] = OtlpSignal.Logs,
    };

    /// <returns>What was in it, and how many records of it were taken in.</returns>
    /// <exception cref="MalformedMessageException">It is neither; what came before is taken in.</exception>
    public async Task<Imported> OpenAsync(Stream file, CancellationToken ct)
    {
        var imported = new Imported();
        var magic = new byte[RunFile.Magic.Length];
        var length = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, ct);
        if (magic.AsSpan(0, length).SequenceEqual(RunFile.Magic))
        {
            await OpenRunAsync(file, imported, ct);
        }
        else
        {
            Take(await ReadJsonAsync(magic.AsMemory(0, length), file, ct), imported);
        }

        return imported;
    }

    private async Task OpenRunAsync(Stream file, Imported imported, CancellationToken ct)
    {
        var prefix = new byte[RunFile.PrefixLength];
        while (await file.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, ct) == prefix.Length)
        {
            var (signal, length) = RunFile.Parse(prefix, limits.Value.MaxRequestBytes)
                ?? throw new MalformedMessageException($"The run is damaged after {imported.Count} records: what follows is no request.");
            var request = new byte[length];
            if (await file.ReadAtLeastAsync(request, length, throwOnEndOfStream: false, ct) < length)
            {
                // The recording was killed in the middle of its last request.
                break;
            }

            imported.Add(signal, ingest.Take(signal, request));
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadJsonAsync(ReadOnlyMemory<byte> start, Stream file, CancellationToken ct)
    {
        using var content = new MemoryStream();
        content.Write(start.Span);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await file.ReadAsync(buffer, ct)) > 0)
        {
            content.Write(buffer.AsSpan(0, read));
            if (content.Length > limits.Value.MaxRequestBytes)
            {
                throw new MalformedMessageException(
                    $"JSON larger than {limits.Value.MaxRequestMegabytes} MB is not opened at once: import it in parts.");
            }
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>One request may go over many lines; several stand each on a line of its own.</summary>
    private void Take(ReadOnlyMemory<byte> json, Imported imported)
    {
        var rest = json;
        while (!rest.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            var (signals, length) = Look(rest.Span);
            var request = rest[..length];
            rest = rest[length..];
            foreach (var signal in signals)
            {
                imported.Add(signal, ingest.Take(signal, JsonToProto.Convert(request.Span, signal.Request())));
            }
        }
    }

    /// <summary>What the next object holds, by the names in it, and where it ends.</summary>
    private static (List<OtlpSignal> Signals, int Length) Look(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new() { AllowMultipleValues = true, MaxDepth = 128 });
            var signals = new List<OtlpSignal>();
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Signals.TryGetValue(reader.GetString() ?? "", out var signal))
                {
                    signals.Add(signal);
                }

                reader.Skip();
            }

            return signals.Count > 0
                ? (signals, (int)reader.BytesConsumed)
                : throw new MalformedMessageException(
                    "The file is neither a recorded run nor OTLP in JSON: it has no resourceSpans, resourceLogs or resourceMetrics.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new MalformedMessageException($"The file is neither a recorded run nor OTLP in JSON: {error.Message}");
        }
    }
}
