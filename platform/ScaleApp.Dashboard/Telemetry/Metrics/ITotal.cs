namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Something that only grows: a count, or the counts of a distribution.</summary>
internal interface ITotal<T>
    where T : ITotal<T>
{
    static abstract T None { get; }

    double Count { get; }

    /// <summary>Memory, about, in bytes.</summary>
    int Size { get; }

    T Plus(T other);

    /// <summary>What was added since <paramref name="earlier"/>; false when that held more than this, so it began anew in between.</summary>
    bool TrySince(T earlier, out T added);

    T Times(double share);
}

/// <summary>The total of a counter.</summary>
internal readonly record struct Amount(double Count) : ITotal<Amount>
{
    public static Amount None => default;

    public int Size => 0;

    public Amount Plus(Amount other) => new(Count + other.Count);

    public bool TrySince(Amount earlier, out Amount added)
    {
        added = new(Count - earlier.Count);
        return added.Count >= 0;
    }

    public Amount Times(double share) => new(Count * share);
}
