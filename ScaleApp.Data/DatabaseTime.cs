namespace ScaleApp.Data;

public static class DatabaseTime
{
    /// <summary>The time to the microsecond, as PostgreSQL keeps it: what is answered now is what is read later.</summary>
    public static DateTimeOffset GetDatabaseNow(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
