namespace ScaleApp.Redis.Sessions;

/// <summary>A session as its owner sees it.</summary>
/// <param name="Handle">Names it; not what the browser holds.</param>
/// <param name="Device">What signed in, in its own words; may be empty.</param>
/// <param name="CreatedAt">When it signed in.</param>
/// <param name="LastSeenAt">When it was last used, give or take <see cref="SessionStoreOptions.SlideInterval"/>.</param>
public sealed record SessionInfo(string Handle, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
