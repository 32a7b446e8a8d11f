namespace ScaleApp.Data.Sessions;

/// <summary>A session, where they are kept in the database (<see cref="DatabaseSessionStore"/>).</summary>
internal sealed class Session
{
    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>The hash of its secret.</summary>
    public required string Handle { get; init; }

    /// <summary>The authentication ticket as the framework serializes it.</summary>
    public required byte[] Ticket { get; init; }

    /// <summary>What signed in, in its own words.</summary>
    public required string Device { get; init; }

    /// <summary>When it signed in.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, as far as that was written down.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>When it ends unless it is used before.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ends in any case.</summary>
    public DateTimeOffset EndsAt { get; init; }
}
