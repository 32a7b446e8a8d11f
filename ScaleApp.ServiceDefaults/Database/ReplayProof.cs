using NpgsqlTypes;

namespace ScaleApp.ServiceDefaults;

/// <summary>Derives from positions in the log up to which moment a standby has everything.</summary>
/// <remarks>
/// What was acknowledged before a moment is in the log before the position that the primary has after it. A standby that has replayed
/// that position has all of it, whatever the clocks of the machines say, and however long the primary has been idle.
/// </remarks>
internal sealed class ReplayProof
{
    // Older ones prove less than any bound allows.
    private const int MaxSamples = 512;

    private readonly Queue<(long Moment, NpgsqlLogSequenceNumber Position)> _samples = new();

    /// <summary>Adds a position of the primary.</summary>
    /// <param name="moment">A time stamp from before the primary was asked.</param>
    /// <param name="position">What it answered.</param>
    public void Add(long moment, NpgsqlLogSequenceNumber position)
    {
        if (_samples.Count == MaxSamples)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue((moment, position));
    }

    /// <summary>The latest moment up to which everything is on a standby that has replayed the position; null when none is known.</summary>
    public long? Of(NpgsqlLogSequenceNumber replayed)
    {
        long? moment = null;
        foreach (var sample in _samples)
        {
            moment = sample.Position <= replayed ? sample.Moment : moment;
        }

        return moment;
    }
}
