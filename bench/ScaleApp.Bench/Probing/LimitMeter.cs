using System.Globalization;
using System.Text.RegularExpressions;

namespace ScaleApp.Bench.Probing;

/// <summary>Says by how many admitted requests a limit was exceeded, as a client can tell.</summary>
/// <remarks>
/// Within any time a limit admits its permits, and those that come back meanwhile. The requests that were sent after a moment and answered before
/// another were decided between the two, so they are not more than that. The clocks of servers play no part.
/// </remarks>
internal sealed partial class LimitMeter(int permits, TimeSpan period)
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan Sent, TimeSpan Answered)> _admitted = [];

    /// <summary>The most requests too many within any time.</summary>
    public int Overshoot { get; private set; }

    /// <summary>The meter of a limit by the header <c>RateLimit-Policy</c>; null when that does not say it.</summary>
    public static LimitMeter? Of(string? policy) => Policy().Match(policy ?? "") is { Success: true } match
        ? new(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))
        : null;

    /// <summary>A request was admitted that was sent and answered at these times of the client's monotonic clock.</summary>
    public void Admitted(TimeSpan sent, TimeSpan answered)
    {
        lock (_lock)
        {
            // What is older than two periods shows nothing that later windows do not.
            _admitted.RemoveAll(request => request.Sent < answered - (2 * period));
            _admitted.Add((sent, answered));
            var count = 0;
            foreach (var request in _admitted.Where(request => request.Answered <= answered).OrderByDescending(request => request.Sent))
            {
                count++;
                var allowed = permits + (int)Math.Floor((answered - request.Sent) / period * permits) + 1;
                Overshoot = Math.Max(Overshoot, count - allowed);
            }
        }
    }

    [GeneratedRegex(@";q=(\d{1,9});w=(\d{1,9})")]
    private static partial Regex Policy();
}
