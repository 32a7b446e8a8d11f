namespace ScaleApp.Dashboard.Telemetry;

/// <summary>What became of a request's records.</summary>
/// <param name="Accepted">Records that are held now.</param>
/// <param name="Rejected">Records that cannot be: the sender is told how many and why, and does not send them again.</param>
/// <param name="Reason">Why the first of them was rejected; null when none was.</param>
internal readonly record struct IngestResult(int Accepted, int Rejected, string? Reason);

/// <summary>Counts the records of a request while they are read.</summary>
internal sealed class IngestCount
{
    private int _accepted;
    private int _rejected;
    private string? _reason;

    public void Accept() => _accepted++;

    public void Reject(string reason)
    {
        _rejected++;
        _reason ??= reason;
    }

    public IngestResult Result() => new(_accepted, _rejected, _reason);
}
