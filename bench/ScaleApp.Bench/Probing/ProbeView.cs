using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScaleApp.Bench.Probing;

internal static class ProbeView
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Writes a line every five seconds until the time is over, or until it is cancelled.</summary>
    public static async Task ShowAsync(Probe probe, TimeSpan duration, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(duration);
        while (true)
        {
            await Task.Delay(BetweenLines, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
            {
                return;
            }

            Console.Error.WriteLine(Line(probe.Figures));
        }
    }

    public static string Line(ProbeFigures figures) =>
        $"{figures.Elapsed.TotalSeconds:0} s: {figures.Served} served, {figures.Retried} retried; "
        + string.Join(", ", figures.Promises.Select(promise => $"{promise.Name} {promise.Count?.ToString() ?? "-"}"))
        + $"; rooms back after at most {figures.LongestAbsence.TotalSeconds:0.0} s, reads behind by at most {figures.LongestLag.TotalSeconds:0.00} s"
        + string.Concat(figures.Requests.Where(kind => kind.LastFailure is not null).Select(kind => $"; {kind.LastFailure}"));

    public static IRenderable Table(ProbeFigures figures)
    {
        var requests = new Table().Title($"{figures.Elapsed.TotalSeconds:0} s").AddColumns("requests", "served", "retried", "failed");
        foreach (var kind in figures.Requests)
        {
            requests.AddRow(kind.Name, $"{kind.Served}", $"{kind.Retried}", Zero(kind.Failed));
        }

        requests.AddRow("all", $"{figures.Served}", $"{figures.Retried}", Zero(figures.Failed));
        var promises = new Table().AddColumns("what stays zero", "");
        foreach (var (name, count) in figures.Promises)
        {
            promises.AddRow(name, Zero(count));
        }

        foreach (var kind in figures.Requests.Where(kind => kind.LastFailure is not null))
        {
            promises.AddRow("last failure", Markup.Escape(kind.LastFailure!));
        }

        return new Rows(requests, promises, new Text(
            $"Reads were behind a change by at most {figures.LongestLag.TotalSeconds:0.00} s. "
            + $"{figures.HubLosses} connections of rooms broke, and were back after at most {figures.LongestAbsence.TotalSeconds:0.0} s."));
    }

    private static string Zero(long? count) => count switch
    {
        null => "-",
        0 => "[green]0[/]",
        _ => $"[red]{count}[/]",
    };
}
