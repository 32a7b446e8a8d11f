namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>A session as its owner sees it.</summary>
/// <param name="Handle">Names it; not what the browser holds.</param>
/// <param name="Device">What signed in; may be empty.</param>
/// <param name="CreatedAt">When it signed in.</param>
/// <param name="LastSeenAt">When it was last used, give or take <see cref="SessionOptions.SlideInterval"/>.</param>
internal sealed record SessionInfo(string Handle, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
