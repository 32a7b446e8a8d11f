namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Decides what happens to one replica each time that its program has ended by itself.</summary>
internal sealed class RestartPolicy(ReplicaBlueprint blueprint)
{
    // Each try takes another free port outside the ephemeral range: two in a row taken is rare, five means something else.
    private const int MaxMoves = 5;

    private readonly RestartBackoff _backoff = new(blueprint.Options, blueprint.Random);
    private bool _wasEverHealthy;
    private int _moves;

    /// <summary>True when several deaths in a row, without a healthy while, make it a crash loop.</summary>
    public bool IsCrashLoop => _backoff.Failures > 1;

    public Verdict Judge(ReplicaLife life)
    {
        _wasEverHealthy |= life.HealthyFor > TimeSpan.Zero;
        if (life.ExitCode is { } code && (blueprint.IsMeantToEnd || (blueprint.MayEnd && code == 0)))
        {
            return new(AfterLife.Finish, TimeSpan.Zero, $"ended with exit code {code}");
        }

        if (life.AddressInUse && blueprint.Endpoints.CanMove && !_wasEverHealthy && _moves++ < MaxMoves)
        {
            return new(AfterLife.RestartElsewhere, TimeSpan.Zero, "its port was taken; trying another");
        }

        var pause = _backoff.Next(life.HealthyFor);
        var times = _backoff.Failures > 1 ? $" {_backoff.Failures} times" : "";
        var what = (life.ExitCode is { } exitCode ? $"exited with code {exitCode}" : life.Error?.Message ?? "could not be started") + times;

        return !_wasEverHealthy && (life.Error is not null || _backoff.Failures >= blueprint.Options.MaxStartAttempts)
            ? new(AfterLife.Fail, TimeSpan.Zero, what)
            : new(AfterLife.Restart, pause, $"{what}; next try in {pause.TotalSeconds:0.#} s");
    }
}
