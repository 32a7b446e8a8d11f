using System.Globalization;

namespace ScaleApp.Hosting.Scaling;

/// <summary>Decides how many replicas are wanted: at once when more are needed, and when fewer are, only after the window.</summary>
internal sealed class AutoscaleDecision(ReplicaSetResource set, TimeProvider time)
{
    private readonly AutoscalingOptions _options = set.Autoscaling;
    private readonly Queue<(long At, int Replicas)> _recommendations = new();
    private long? _measuringSince;
    private long? _changedAt;

    /// <summary>Forgets what was measured: the autoscaler was off.</summary>
    public void Reset()
    {
        _recommendations.Clear();
        (_measuringSince, _changedAt) = (null, null);
    }

    /// <summary>Returns how many replicas are wanted from now on, and why, by the loads of those that are ready.</summary>
    public (int Replicas, string Reason) Decide(int wanted, IReadOnlyList<ReplicaLoad> loads)
    {
        var now = time.GetTimestamp();
        _measuringSince ??= now;
        if (loads.Count == 0)
        {
            return (wanted, "no replica reports its load");
        }

        if (_changedAt is { } changed && time.GetElapsedTime(changed, now) < _options.Settling)
        {
            return (wanted, "the last change settles");
        }

        var (processors, requests) = (loads.Average(load => load.Processors), loads.Average(load => load.Requests));
        var recommended = Math.Clamp(
            Math.Max(
                AutoscaleFormula.Desired(loads.Count, processors, _options.TargetProcessors),
                AutoscaleFormula.Desired(loads.Count, requests, _options.TargetRequests)),
            set.Min, set.Max);
        var replicas = Stabilize(recommended, wanted, now);
        if (replicas != wanted)
        {
            _changedAt = now;
        }

        return (replicas, string.Create(CultureInfo.InvariantCulture,
            $"{loads.Count} replicas use {processors:0.00} processors (target {_options.TargetProcessors:0.00}) and have {requests:0.0} requests in flight (target {_options.TargetRequests:0.0}) on average, which needs {recommended}"));
    }

    private int Stabilize(int recommended, int wanted, long now)
    {
        _recommendations.Enqueue((now, recommended));
        while (time.GetElapsedTime(_recommendations.Peek().At, now) > _options.ScaleDownWindow)
        {
            _recommendations.Dequeue();
        }

        if (recommended >= wanted)
        {
            return recommended;
        }

        return time.GetElapsedTime(_measuringSince!.Value, now) < _options.ScaleDownWindow
            ? wanted
            : Math.Min(wanted, _recommendations.Max(recommendation => recommendation.Replicas));
    }
}

/// <summary>How busy a replica says it is.</summary>
/// <param name="Processors">Processors in use: 0.5 is half of one.</param>
/// <param name="Requests">Requests in flight.</param>
internal readonly record struct ReplicaLoad(double Processors, int Requests);
