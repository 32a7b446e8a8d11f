using System.Text.RegularExpressions;

namespace ScaleApp.Tests.Data.Partitions;

internal sealed partial class PlanLog
{
    /// <summary>Explains every statement of new sessions in the database, also those of triggers: foreign keys are checked by queries.</summary>
    public const string Enable =
        """
        ALTER DATABASE shop SET session_preload_libraries = 'auto_explain';
        ALTER DATABASE shop SET auto_explain.log_min_duration = 0;
        ALTER DATABASE shop SET auto_explain.log_nested_statements = on;
        """;

    private readonly ConcurrentQueue<string> _plans = [];
    private StringBuilder? _open;

    public IReadOnlyCollection<string> Plans => _plans;

    /// <summary>Takes the next line of the log. All lines of a message but its first begin with a tab.</summary>
    public void Add(string line)
    {
        if (line.StartsWith('\t'))
        {
            _open?.AppendLine(line);
            return;
        }

        if (_open is not null)
        {
            _plans.Enqueue(_open.ToString());
        }

        _open = line.EndsWith("  plan:", StringComparison.Ordinal) ? new StringBuilder() : null;
    }

    /// <summary>The partitions that a plan reads or changes, of the table that is divided most.</summary>
    public static int CountPartitions(string plan) =>
        Partition().Matches(plan).Select(match => match.Groups).GroupBy(groups => groups["table"].Value)
            .Select(table => table.Select(groups => groups["number"].Value).Distinct().Count())
            .DefaultIfEmpty().Max();

    [GeneratedRegex(@" on (?<table>orders|order_lines)_p(?<number>\d+)\b")]
    private static partial Regex Partition();
}
