namespace ScaleApp.Api.Limits;

/// <summary>How many permits a client has at once, and in which time they all come back, one by one.</summary>
internal sealed record RateLimit(string Name, int Permits, TimeSpan Period)
{
    /// <summary>Whether each replica counts by itself, without Redis.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether nothing is admitted while Redis is unavailable.</summary>
    public bool FailClosed { get; init; }

    /// <summary>Whether the limit is the address's also for a customer who is signed in.</summary>
    public bool ByAddress { get; init; }

    /// <summary>Microseconds in which one permit comes back: a whole number, so that sums are exact.</summary>
    public long Interval { get; init; } = (long)Math.Ceiling(Period.TotalMicroseconds / Permits);

    /// <summary>The value of <c>RateLimit-Policy</c>: permits, and the seconds in which all come back.</summary>
    public string Policy { get; } = $"\"{Name}\";q={Permits};w={Math.Ceiling(Period.TotalSeconds):0}";

    /// <summary>What one of so many replicas may admit without asking the others.</summary>
    public RateLimit Share(int replicas) => this with { Permits = Math.Max(1, Permits / replicas), Interval = Interval * replicas };
}
