using Spectre.Console;

namespace ScaleApp.Bench.Measuring;

/// <summary>One figure of ours, that of the side beside it if there is one, and the target, which is for their ratio or for ours alone.</summary>
internal sealed record Comparison(string Name, double Ours, double? Peer = null, double? MaxRatio = null, double? MinRatio = null, double? Max = null)
{
    public double? Ratio => Ours / Peer;

    /// <summary>Whether the target is reached; null without a target.</summary>
    public bool? IsReached => MaxRatio is not null ? Ratio <= MaxRatio : MinRatio is not null ? Ratio >= MinRatio : Max is not null ? Ours <= Max : null;

    private string Target => MaxRatio is not null ? $"ratio <= {MaxRatio}" : MinRatio is not null ? $"ratio >= {MinRatio}" : Max is not null ? $"<= {Max}" : "-";

    public static Table Table(IReadOnlyList<Comparison> rows)
    {
        var table = new Table().AddColumns("", "ScaleApp", "beside", "ratio", "target", "");
        foreach (var row in rows)
        {
            table.AddRow(row.Name, $"{row.Ours:N2}", row.Peer is { } peer ? $"{peer:N2}" : "-", row.Ratio is { } ratio ? $"{ratio:0.00}" : "-",
                row.Target, row.IsReached is { } reached ? reached ? "reached" : "missed" : "");
        }

        return table;
    }
}
