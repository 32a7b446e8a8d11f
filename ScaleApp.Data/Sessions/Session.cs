namespace ScaleApp.Data.Sessions;

/// <summary>A session, where they are kept in the database.</summary>
internal sealed class Session
{
    /// <summary>The owner.</summary>
    public required string Owner { get; init; }

    /// <summary>The hash of its secret.</summary>
    public required string Handle { get; init; }

    /// <summary>The authentication ticket as the framework serializes it.</summary>
    public required byte[] Ticket { get; init; }

    /// <summary>What signed in.</summary>
    public required string Device { get; init; }

    /// <summary>When it signed in.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, give or take the interval at which a use is written.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>When it ends unless it is used.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ends in any case.</summary>
    public DateTimeOffset EndsAt { get; init; }
}
