namespace ScaleApp.Redis.SignalR;

/// <summary>Counts what somebody has not read.</summary>
public static class UnreadMessages
{
    /// <summary>
    /// How many entries follow the position that was read up to. Who has read nothing yet has none unread; nor can any be told when
    /// the log has begun a new epoch since.
    /// </summary>
    public static long Count(LogPosition? head, LogPosition read) =>
        head is { } end && end.Epoch == read.Epoch ? Math.Max(0, end.Offset - read.Offset) : 0;
}
