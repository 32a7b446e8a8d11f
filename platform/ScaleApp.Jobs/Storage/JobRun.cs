namespace ScaleApp.Jobs;

/// <summary>What a job went through, as Redis keeps it beside the record; see <c>record.lua</c>.</summary>
/// <param name="Attempts">Attempts begun.</param>
/// <param name="Crashes">How often a worker was lost with it.</param>
/// <param name="Begun">When the last attempt began (unix ms); 0 for never.</param>
/// <param name="Due">When it was due last (unix ms); 0 when it was never delayed.</param>
/// <param name="Server">The server that took it last; empty for none.</param>
internal sealed record JobRun(int Attempts, int Crashes, long Begun, long Due, string Server)
{
    private static readonly JobRun None = new(0, 0, 0, 0, "");

    /// <summary>Reads it; null is that of a job which was neither taken nor delayed yet.</summary>
    public static JobRun Read(string? text)
    {
        if (text is null)
        {
            return None;
        }

        var lines = text.Split('\n', 3);
        var numbers = lines[0].Split(' ');
        return new JobRun(int.Parse(numbers[1]), int.Parse(numbers[2]), long.Parse(numbers[3]), long.Parse(numbers[4]), lines[1]);
    }
}
