using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Jobs;

/// <summary>One line of the comparison: medians over the rounds.</summary>
/// <param name="Name">What was measured, with its unit.</param>
/// <param name="Ours">Our median.</param>
/// <param name="Peer">BullMQ's; null where it has no part in the target.</param>
/// <param name="Target">What is to be reached, of the ratio or of our figure; see <paramref name="Aim"/>.</param>
/// <param name="Aim">How the target is read.</param>
/// <param name="RedisCpu">Processor time of Redis a job; null where it was not taken.</param>
/// <param name="ProcessCpu">Processor time of the measured processes a job.</param>
internal sealed record Row(string Name, double Ours, double? Peer, double Target, Aim Aim, Cpu? RedisCpu, Cpu? ProcessCpu)
{
    public double? Ratio => Ours / Peer;

    public bool IsReached => Aim switch
    {
        Aim.RatioAtLeast => Ratio >= Target,
        Aim.RatioAtMost => Ratio <= Target,
        _ => Ours <= Target,
    };
}

/// <summary>Processor time (user and system) a job, in microseconds: less noisy than a rate where others use the machine.</summary>
internal sealed record Cpu(double Ours, double? Peer);

/// <summary>How a target is read.</summary>
internal enum Aim
{
    /// <summary>Ours over BullMQ's is at least the target.</summary>
    RatioAtLeast,

    /// <summary>Ours over BullMQ's is at most the target.</summary>
    RatioAtMost,

    /// <summary>Our figure is at most the target.</summary>
    AtMost,
}

/// <summary>Collects figures round by round.</summary>
internal sealed class Samples
{
    private readonly Dictionary<(string Row, string Side), List<double>> _values = [];

    public void Add(string row, string side, double value)
    {
        if (!_values.TryGetValue((row, side), out var values))
        {
            _values[(row, side)] = values = [];
        }

        values.Add(value);
    }

    public double? Median(string row, string side) => _values.TryGetValue((row, side), out var values) ? values.Median() : null;
}
