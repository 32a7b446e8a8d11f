using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Dashboard.Resources;
using ScaleApp.Dashboard.Shell;

namespace ScaleApp.Dashboard.ConsoleLogs;

/// <summary>What resources write to their consoles, as a page, as a stream, and as a file.</summary>
internal static class ConsoleLogServices
{
    // A page can show the first of many lines while the rest is still on its way.
    private const int MostInOneMessage = 2_000;

    public static IHostApplicationBuilder AddConsoleLogs(this IHostApplicationBuilder builder) =>
        builder.AddNavigation(20, "Console", "/console", "console");

    public static void MapConsoleLogs(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ConsolePage>("/console");
        routes.MapGet("/console/stream", Stream);
        routes.MapGet("/console/download", Download);
    }

    /// <summary>The name that the resource service knows the choice of the page by: a replica, a resource, or null for all.</summary>
    public static string? Target(string? resource, string? replica) =>
        replica is { Length: > 0 } ? replica : resource is { Length: > 0 } ? resource : null;

    private static ServerSentEventsResult<ConsoleText[]> Stream(
        IResourceService resources, IHostApplicationLifetime lifetime, CancellationToken ct, string? resource = null, string? replica = null) =>
        TypedResults.ServerSentEvents(Watch(Target(resource, replica), resources, lifetime.ApplicationStopping, ct));

    private static async IAsyncEnumerable<SseItem<ConsoleText[]>> Watch(
        string? target, IResourceService resources, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        // Says at once that the stream stands, also for a resource that has written nothing.
        yield return new([], "lines");
        await foreach (var lines in resources.WatchConsoleAsync(target, end.Token))
        {
            foreach (var some in lines.Chunk(MostInOneMessage))
            {
                yield return new([.. some.Select(line => new ConsoleText(line.Source, line.At, line.Text, line.IsError))], "lines");
            }
        }
    }

    private static async Task Download(HttpContext context, IResourceService resources, string? resource = null, string? replica = null)
    {
        var target = Target(resource, replica);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(target)}.log\"";
        await using var writer = new StreamWriter(context.Response.Body);
        foreach (var line in resources.ReadConsole(target))
        {
            await writer.WriteLineAsync($"{line.At} {line.Source} {TerminalText.Plain(line.Text)}".AsMemory(), context.RequestAborted);
        }
    }

    private static string FileName(string? target) =>
        target is null ? "console" : string.Concat(target.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' ? letter : '_'));

    /// <summary>A line under short names: a page gets many.</summary>
    /// <param name="S">Who wrote it.</param>
    /// <param name="A">When.</param>
    /// <param name="T">The text.</param>
    /// <param name="E">Whether it came on standard error.</param>
    private sealed record ConsoleText(string S, string A, string T, bool E);
}
