using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Dashboard.Shell;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Traces;

/// <summary>What the page of a trace asks for after it has been shown: a span's details, and whether there are more spans.</summary>
internal static class TraceDetailsApi
{
    public static void MapTraceDetails(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/traces/{id}/spans/{span}", Span);
        routes.MapGet("/traces/{id}/state", State);
    }

    private static RazorComponentResult Span(string id, string span) =>
        Pages.Of<SpanPanel>(new() { [nameof(SpanPanel.TraceId)] = id, [nameof(SpanPanel.SpanId)] = span });

    private static Results<Ok<TraceCount>, NotFound> State(string id, TraceStore store) =>
        TelemetryId.TryParseTrace(id, out var trace) && store.Find(trace) is { } view
            ? TypedResults.Ok(new TraceCount(view.State.Spans))
            : TypedResults.NotFound();

    private sealed record TraceCount(int Spans);
}
