namespace ScaleApp.Api.Rooms;

/// <summary>The bounds of rooms. How many messages a customer may send is the policy <c>room-messages</c> of <c>Limits</c>.</summary>
public sealed class RoomOptions
{
    public const string Section = "Rooms";

    /// <summary>The longest message, in UTF-16 code units. Default: 2,000.</summary>
    [Range(1, 3_000)]
    public int MaxTextLength { get; set; } = 2_000;

    /// <summary>In how many rooms one connection may be at a time. Default: 20.</summary>
    [Range(1, 1_000)]
    public int MaxRooms { get; set; } = 20;

    /// <summary>How many messages a page of history has, and what a client gets that has none yet. Default: 50.</summary>
    [Range(1, 200)]
    public int HistoryPage { get; set; } = 50;

    /// <summary>How many missed messages a client gets in one answer. Default: 200.</summary>
    [Range(1, 1_000)]
    public int CatchUpPage { get; set; } = 200;

    /// <summary>How many of the people in a room are named; the others are counted. Default: 50.</summary>
    [Range(1, 1_000)]
    public int NamedPeople { get; set; } = 50;

    /// <summary>How many of the newest messages a room keeps, at least; Redis trims a hundred at a time. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int KeptMessages { get; set; } = 1_000;

    /// <summary>How long a room keeps its messages after the last one. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
