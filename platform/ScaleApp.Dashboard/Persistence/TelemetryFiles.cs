using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Shell;
using ScaleApp.Dashboard.StructuredLogs;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>Downloads of traces and logs, and the opening of files.</summary>
internal static class TelemetryFiles
{
    private const string Json = "application/json";
    private const int MostRecords = 50_000;
    private const long MostUpload = 1024 * 1024 * 1024;

    public static void MapTelemetryFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/traces/{id}/export", ExportTrace);
        routes.MapGet("/logs/export", ExportLogs);
        // Who asks is known from the headers that browsers do not let a foreign page set (RequestGuard).
        routes.MapPost("/telemetry/import", Import).DisableAntiforgery().WithMetadata(new UploadLimit())
            .WithFormOptions(multipartBodyLengthLimit: MostUpload);
    }

    private static Results<PushStreamHttpResult, NotFound> ExportTrace(string id, TraceStore store, CancellationToken ct) =>
        TelemetryId.TryParseTrace(id, out var trace) && store.Find(trace) is { } view
            ? Download(OtlpSignal.Traces, TelemetryExport.Of(view), $"trace-{trace.Hex()}.json", ct)
            : TypedResults.NotFound();

    private static PushStreamHttpResult ExportLogs(HttpRequest request, LogStore store, CancellationToken ct)
    {
        var page = new LogSearch(store).Find(LogQuery.Read(request.Query), MostRecords, long.MaxValue, ct);
        return Download(OtlpSignal.Logs, TelemetryExport.Of(page.Records), "logs.json", ct);
    }

    private static PushStreamHttpResult Download(OtlpSignal signal, byte[] request, string name, CancellationToken ct) =>
        TypedResults.Stream(target => TelemetryExport.WriteJsonAsync(target, signal, request, ct), Json, name);

    private static async Task<IResult> Import([FromForm] IFormFile file, TelemetryImport import, CancellationToken ct)
    {
        try
        {
            await using var content = file.OpenReadStream();
            var imported = await import.OpenAsync(content, ct);
            return TypedResults.Redirect(imported.Page);
        }
        catch (MalformedMessageException error)
        {
            return Pages.Of<ErrorPage>(new() { [nameof(ErrorPage.Message)] = error.Message });
        }
    }

    private sealed class UploadLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MostUpload;
    }
}
