using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Rooms;

/// <summary>What may be done in rooms. How many messages a customer may send is the policy <c>room-messages</c> of <c>Limits</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Rooms";

    /// <summary>The longest message, in characters. Default: 2,000.</summary>
    [Range(1, 3_000)]
    public int MaxTextLength { get; set; } = 2_000;

    /// <summary>In how many rooms one connection may be at a time. Default: 20.</summary>
    [Range(1, 1_000)]
    public int MaxRooms { get; set; } = 20;

    /// <summary>How many messages a page of history has. Default: 50.</summary>
    [Range(1, 200)]
    public int HistoryPage { get; set; } = 50;

    /// <summary>How many of those in a room are named; the others are counted. Default: 50.</summary>
    [Range(1, 1_000)]
    public int NamedPeople { get; set; } = 50;
}
