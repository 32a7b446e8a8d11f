namespace ScaleApp.Data;

/// <summary>Times as the database keeps them.</summary>
public static class DatabaseTime
{
    /// <summary>The time to the microsecond, as PostgreSQL keeps it: what is answered now is what is read later.</summary>
    public static DateTimeOffset GetDatabaseNow(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
